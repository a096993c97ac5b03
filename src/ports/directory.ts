import type { Reading } from '../support/reading.ts';
import type { Timestamp } from '../support/timestamp.ts';

/** What Reinstate reads from the tenant's directory (Microsoft Graph). Nothing reachable from here can write. */
export interface DirectoryReader {
  /** The one user who holds an address, primary or alias; undefined where nobody does. */
  user(address: string): Promise<Reading<DirectoryUser | 'several' | undefined>>;
  /** Whether the users of a domain sign in with another identity provider, which then keeps their passwords. */
  federated(domain: string): Promise<Reading<boolean>>;
  /** Strong methods registered for a user, from whichever of the two sources answers. */
  strongMethods(userId: string): Promise<Reading<StrongMethods>>;
  /** The user's risk as Identity Protection sees it. */
  risk(userId: string): Promise<Reading<UserRisk>>;
}

/** A user of the directory; undefined is what it does not tell. */
export interface DirectoryUser {
  readonly id: string;
  readonly userPrincipalName: string;
  /** Every SMTP address, lower-cased, the userPrincipalName included. */
  readonly addresses: readonly string[];
  /** Set where the directory shows an address besides that could not be read. */
  readonly addressesIncomplete?: true;
  readonly enabled: boolean | undefined;
  readonly lastPasswordChangeAt: Timestamp | undefined;
  readonly sessionsValidFrom: Timestamp | undefined;
  /** Whether the account is synchronised from on premises; undefined where the directory does not say. */
  readonly onPremises: boolean | undefined;
}

/** The second factors of a user. */
export interface StrongMethods {
  readonly source: 'methods' | 'registrationReport';
  /** Whether a strong method is registered. */
  readonly registered: boolean;
  /** When each method was added, where the source says; a report never does. */
  readonly addedAt: readonly (Timestamp | undefined)[];
  /** When the report was last brought up to date. */
  readonly reportedAt?: Timestamp;
}

/** What Identity Protection thinks of a user. */
export type UserRisk = 'none' | 'remediated' | 'atRisk';
