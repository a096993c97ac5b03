import type { DirectoryUser, StrongMethods, UserRisk } from '../ports/directory.ts';
import type { Forwarding, InboxRule } from '../ports/exchange.ts';
import type { Reading } from '../support/reading.ts';
import type { Timestamp } from '../support/timestamp.ts';

/**
 * What the tenant showed about one account, before any judgement. Plain JSON. What the policy does not ask about was
 * not read and is not there.
 */
export interface TenantFacts {
  /** When reading began. */
  readonly observedAt: Timestamp;
  /** Every address of the entity's account, lower-cased; empty for a connector. */
  readonly addresses: Reading<readonly string[]>;
  /** Every address of the securedAccount, where the request names one. */
  readonly securedAddresses?: Reading<readonly string[]>;
  /** Whose sign-ins count. Absent for a connector: nobody signs in as one, and nothing is checked. */
  readonly subject?: Reading<Subject>;
  /** The directory's entry of the subject; null where the directory has none. */
  readonly user?: Reading<DirectoryUser | null>;
  /** How many users of the directory hold each address that the request names; absent for a connector. */
  readonly holders?: { readonly entity: Holders; readonly securedAccount?: Holders };
  /** Whether another identity provider keeps the subject's password. */
  readonly federated?: Reading<boolean>;
  readonly strongMethods?: Reading<MethodFacts>;
  readonly risk?: Reading<UserRisk>;
  /** The entity's own mailbox, always; null where there is no mailbox. */
  readonly forwarding?: Reading<Forwarding | null>;
  readonly inboxRules?: Reading<readonly InboxRule[]>;
}

/** How many users of the directory hold an address, as far as it tells. */
export type Holders = 'one' | 'nobody' | 'several' | 'unread';

/**
 * Whose password, second factor and sessions are looked at. `nobody`: a shared mailbox without a securedAccount, which
 * nobody signs in to. `notCounted`: the request names a securedAccount and the tenant shows that it is none.
 */
export type Subject =
  { readonly kind: 'entity' | 'securedAccount' | 'nobody' } | { readonly kind: 'notCounted'; readonly reason: string };

/** Like {@link StrongMethods}, with null for a method whose time isn't known, so that it survives being written as JSON. */
export type MethodFacts = Omit<StrongMethods, 'addedAt'> & { readonly addedAt: readonly (Timestamp | null)[] };
