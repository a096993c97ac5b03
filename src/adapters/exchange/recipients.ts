import { NotFoundError } from '../../support/errors.ts';
import { field, textField, type Fields } from '../../support/fields.ts';
import { domainOf, smtpAddress } from '../../support/smtp-address.ts';
import type { CmdletRunner } from './run-cmdlet.ts';

/** Whether mail sent there stays in the tenant. `unresolved`: it does not go to one place that Exchange shows. */
export type Place = 'internal' | 'external' | 'unresolved';

/** Where a plain address lies: only the policy's own domains are inside. */
export function placeOfAddress(address: string, domains: readonly string[]): Place {
  return domains.some((domain) => domain.toLowerCase() === domainOf(address)) ? 'internal' : 'external';
}

/**
 * Where a recipient of the tenant really gets mail: a contact in the directory can stand for an address outside.
 * Throws where Exchange can't be asked. A recipient that it doesn't have, or has several of, is unresolved, and so is
 * a group, whose members can be anywhere.
 */
export async function placeOfRecipient(
  runner: CmdletRunner,
  identity: string,
  domains: readonly string[],
): Promise<Place> {
  const rows = await runner.rows('Get-Recipient', { Identity: identity }).catch(noneIfAbsent);
  const [recipient, ...others] = rows;
  if (!recipient || others.length > 0 || isGroup(recipient)) return 'unresolved';
  const address = deliveryAddress(recipient);
  return address === undefined ? 'unresolved' : placeOfAddress(address, domains);
}

/** Every kind of group has the word in one of its types, a room list apart (`MailUniversalDistributionGroup`). */
export function isGroup(recipient: Fields): boolean {
  const types = [textField(recipient, 'RecipientType'), textField(recipient, 'RecipientTypeDetails')];
  return types.some((type) => /group|roomlist/iu.test(type ?? ''));
}

function noneIfAbsent(error: unknown): readonly Fields[] {
  if (error instanceof NotFoundError) return [];
  throw error;
}

function deliveryAddress(recipient: Fields): string | undefined {
  const external = field(recipient, 'ExternalEmailAddress') ?? '';
  const target = external === '' ? textField(recipient, 'PrimarySmtpAddress') : external;
  return typeof target === 'string' ? smtpAddress(target.replace(/^smtp:/iu, '')) : undefined;
}
