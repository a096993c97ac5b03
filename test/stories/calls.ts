import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

/** What is documented of calls. */
export const CALLS = readFileSync(new URL('../../docs/calls.md', import.meta.url), 'utf8');
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gu;

/** How often each thing was asked, worded as docs/calls.md does. */
export type Counts = Readonly<Record<string, number>>;

/** The sandbox's own log as the tables of docs/calls.md word it; git and GitHub's identity tokens are left out. */
export function countsOf(world: Sandbox, from: { readonly requests: number; readonly cmdlets: number }): Counts {
  const asked = [
    ...world.tenant.log.slice(from.cmdlets).map(({ cmdlet }) => cmdlet),
    ...world.requests
      .slice(from.requests)
      .filter(({ system, path }) => ['graph', 'github', 'entra'].includes(system) && !path.includes('.well-known'))
      .map(({ method, path }) => `${method} ${plain(path)}`),
  ];
  const counts: Record<string, number> = {};
  for (const one of asked) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
}

function plain(path: string): string {
  return path
    .replace(/^\/v1\.0/u, '')
    .replace(/^\/users\?\$filter=.*/u, '/users?$filter=…')
    .replace(/\?(?!\$filter).*/u, '')
    .replace(/^\/repos\/contoso\/unblock$/u, '/repos/{repository}')
    .replace(/^\/repos\/contoso\/unblock/u, '')
    .replace(/[0-9a-f]{40}/u, '{sha}')
    .replace(/(?<=\/(?:pulls|issues)\/)\d+/u, '{number}')
    .replace(/(?<=\/collaborators\/)[^/]+/u, '{login}')
    .replace(/(?<=\/domains\/).*/u, '{domain}')
    .replaceAll(UUID, '{id}')
    .replace('/{id}/oauth2', '/oauth2');
}

/** A column of the documented table with so many columns of counts; what is documented as never asked is left out. */
export function documented(columns: 1 | 2, column: 0 | 1): Counts {
  const rows = CALLS.split('\n').flatMap((line) => {
    const [, asked = '', , ...counts] = line.split('|').map((cell) => cell.trim().replaceAll('`', ''));
    const told = counts.slice(0, -1);
    return told.length === columns && told.every((count) => /^\d+$/u.test(count))
      ? [[asked, Number(told[column])]]
      : [];
  });
  expect(rows.length).toBeGreaterThan(10);
  return Object.fromEntries(rows.filter(([, count]) => count !== 0));
}
