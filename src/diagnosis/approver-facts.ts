import type { Account, RepositoryRole } from '../ports/github.ts';
import type { Asked } from './asked.ts';

/** What GitHub says about an account that the policy names. */
export interface NamedAccount {
  /** Undefined where there is no such account. */
  readonly account: Account | undefined;
  /** Undefined where it was not asked for. */
  readonly role: RepositoryRole | undefined;
}

/** What was found out about everybody a policy's approvals name, by login, team or App. */
export interface ApproverFacts {
  readonly users: ReadonlyMap<string, Asked<NamedAccount>>;
  readonly teams: ReadonlyMap<string, Asked<readonly Account[]>>;
  readonly intake: ReadonlyMap<string, Asked<NamedAccount>>;
  readonly people: ReadonlyMap<string, Asked<NamedAccount>>;
}
