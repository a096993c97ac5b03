import type { TenantSettings } from '../tenant/model.ts';
import type { Row } from './cmdlet.ts';

/** Prints a row's values the way this tenant's do, with a type beside those that JSON has none for. */
export function printRow(row: Row, { dates, booleans }: TenantSettings): Record<string, unknown> {
  const printed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    if (value instanceof Date) {
      printed[`${name}@odata.type`] = '#DateTime';
      printed[name] = printDate(value, dates);
    } else if (Array.isArray(value)) {
      printed[`${name}@odata.type`] = '#Collection(String)';
      printed[name] = value;
    } else if (typeof value === 'boolean') {
      printed[name] = booleans === 'boolean' ? value : capitalised(String(value));
    } else {
      printed[name] = value;
    }
  }
  return printed;
}

/** Prints a body as JSON; rules' identities are numbers there, larger than JavaScript can hold. */
export function printBody(body: object): string {
  return JSON.stringify(body).replaceAll(/"RuleIdentity":"(\d+)"/g, '"RuleIdentity":$1');
}

function printDate(date: Date, style: TenantSettings['dates']): string {
  if (style === 'dotnet') return `/Date(${date.getTime()})/`;
  const iso = date.toISOString().replace('.000Z', 'Z');
  return style === 'iso' ? iso : iso.slice(0, -1);
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
