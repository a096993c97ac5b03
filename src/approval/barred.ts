import type { Account } from '../ports/github.ts';
import type { TenantPolicy } from '../policy/policy.ts';
import type { PullRequestEvidence } from './evidence.ts';

/** Somebody who can't approve this request, and why, as the end of a sentence that begins with their name. */
export interface Barred {
  /** Null where only the login is known. */
  readonly id: number | null;
  readonly login: string;
  readonly reason: string;
}

/** GitHub's own committer for commits made in its web interface; it is nobody's account. */
const WEB_FLOW = 'web-flow';

/** Whether an account is the one GitHub itself commits under. */
export function isWebFlow({ login }: Account): boolean {
  return login.toLowerCase() === WEB_FLOW;
}

/**
 * Everybody who had a hand in the request or has a stake in it: the author of the pull request, whoever made or pushed
 * a change to this file, whoever it was opened for, and the people behind the addresses it concerns.
 */
export function barredFrom(
  pullRequest: PullRequestEvidence,
  policies: readonly TenantPolicy[],
  addresses: readonly string[],
): readonly Barred[] {
  return [
    ...openers(pullRequest),
    ...contributors(pullRequest),
    ...pushers(pullRequest),
    ...peopleConcerned(policies, addresses),
  ];
}

/** The reason why an account is barred; undefined where it isn't. Accounts are the same by id or by login. */
export function barredReason(account: Account, barred: readonly Barred[]): string | undefined {
  const login = account.login.toLowerCase();
  return barred.find((one) => one.id === account.id || one.login.toLowerCase() === login)?.reason;
}

function openers({ author, requestedBy }: PullRequestEvidence): readonly Barred[] {
  return [
    ...(author ? [bar(author, 'opened the pull request')] : []),
    ...(requestedBy.known && requestedBy.value ? [bar(requestedBy.value, 'asked for this request')] : []),
  ];
}

function contributors({ changes }: PullRequestEvidence): readonly Barred[] {
  if (!changes.known) return [];
  return changes.value.flatMap(({ commit, people }) =>
    people.flatMap(({ role, account }) =>
      account.known && !isWebFlow(account.value)
        ? [bar(account.value, `is the ${role} of ${short(commit)}, which changed this file`)]
        : [],
    ),
  );
}

function pushers({ pushes }: PullRequestEvidence): readonly Barred[] {
  if (!pushes.known) return [];
  return pushes.value.map(({ commit, actor }) => bar(actor, `pushed ${short(commit)}, which changed this file`));
}

function peopleConcerned(policies: readonly TenantPolicy[], addresses: readonly string[]): readonly Barred[] {
  return policies.flatMap(({ approvals }) =>
    Object.entries(approvals.people).flatMap(([login, address]) =>
      addresses.includes(address) ? [{ id: null, login, reason: `is the person behind ${address}` }] : [],
    ),
  );
}

function bar({ id, login }: Account, reason: string): Barred {
  return { id, login, reason };
}

function short(commit: string): string {
  return commit.slice(0, 7);
}
