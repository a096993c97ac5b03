import type { Account, RepositoryRole } from '../../../src/ports/github.ts';

/** Somebody who works in the control repository; without an account where GitHub can match none. */
export interface Person {
  readonly account: Account | null;
  readonly email: string;
}

function person(id: number, login: string, type = 'User'): Person & { readonly account: Account } {
  return { account: { id, login, type }, email: `${login}@contoso.com` };
}

/** The cast. */
export const CAST = {
  /** Opens pull requests. */
  author: person(1, 'octocat'),
  /** Approvers of the first policy. */
  keeper: person(2, 'octokeeper'),
  second: person(3, 'monalisa'),
  /** May write and is no approver. */
  writer: person(4, 'octowriter'),
  /** Nobody GitHub knows. */
  stranger: { account: null, email: 'somebody@fabrikam.com' },
} as const satisfies Readonly<Record<string, Person>>;

/** What somebody may do from a moment on. */
export interface RoleChange {
  readonly login: string;
  readonly role: RepositoryRole;
  readonly atMs: number;
}

/** What somebody may do at a moment: everybody writes until something else is said. */
export function roleAt(login: string, atMs: number, changes: readonly RoleChange[]): RepositoryRole {
  return changes.findLast((one) => one.login === login && one.atMs <= atMs)?.role ?? 'write';
}
