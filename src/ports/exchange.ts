import type { Entity } from '../request/entity.ts';
import type { Reading } from '../support/reading.ts';
import type { Timestamp } from '../support/timestamp.ts';

/** What Reinstate reads from Exchange Online. Nothing reachable from here can write. */
export interface ExchangeReader {
  /** Reads every restricted mailbox and connector. Never throws for a list that stays incomplete. */
  restrictions(): Promise<RestrictionList>;
  /** The mailbox behind an address. A definite "no such mailbox" is known and undefined. */
  mailbox(address: string): Promise<Reading<Mailbox | undefined>>;
  /** Every inbox rule of a mailbox, hidden ones included. */
  inboxRules(address: string): Promise<Reading<readonly InboxRule[]>>;
  /** Which of FullAccess, SendAs and SendOnBehalf `account` holds on `mailbox`. */
  mailboxRights(mailbox: string, account: string): Promise<Reading<readonly MailboxRight[]>>;
  /**
   * A reader that asks Exchange the same thing about accounts once, however many of them share it: for one gathering of
   * evidence, after which it has to be thrown away. Restrictions are read anew each time.
   */
  askingOnce(): ExchangeReader;
}

/** The one thing Reinstate ever changes in a tenant. */
export interface ExchangeWriter {
  /** Sends one remove within the window. Retried only after an explicit 429, and only while it may still be sent. */
  remove(entity: Entity, window: SendWindow): Promise<RemoveAnswer>;
}

/** When a remove may happen. Both times are on the clock's monotonic scale. */
export interface SendWindow {
  /** Nothing is sent after this. */
  readonly sendBeforeMs: number;
  /** What was sent is given up here. */
  readonly giveUpAtMs: number;
  /** Nothing is sent once this is aborted; what is on its way is still waited for. */
  readonly stop?: AbortSignal | undefined;
}

/** How the tenant answered a remove. */
export type RemoveAnswer =
  /** A 2xx. It must never be sent again for this restriction. */
  | { readonly kind: 'accepted' }
  /** 5xx, 408, broken or silent connection, known transient exception: it may or may not have worked. */
  | { readonly kind: 'ambiguous'; readonly message: string }
  /** A definite no that repeating won't change, with Microsoft's text. */
  | { readonly kind: 'refused'; readonly message: string }
  /** 401 or 403: the right is missing; nothing was changed. */
  | { readonly kind: 'unauthorized'; readonly message: string }
  /** Nothing was sent, or every answer was a 429: nothing was changed. */
  | { readonly kind: 'notSent'; readonly message: string };

/** One read of the Restricted entities lists. */
export type RestrictionList = CompleteRestrictionList | IncompleteRestrictionList;

/** Every page arrived, without a warning and with every row readable: absence from it is a fact. */
export interface CompleteRestrictionList {
  readonly complete: true;
  /** When reading began: what happened later is not in it. */
  readonly observedAt: Timestamp;
  readonly restrictions: readonly Restriction[];
}

/** Something is missing: absence from it proves nothing. What was read is kept for people to look at. */
export interface IncompleteRestrictionList {
  readonly complete: false;
  readonly observedAt: Timestamp;
  readonly restrictions: readonly Restriction[];
  readonly reason: string;
  /** What mends it: `grant` a right, or `retry` later. */
  readonly remedy: 'grant' | 'retry';
}

/** One row of the list. */
export interface Restriction {
  readonly entity: Entity;
  /** Undefined where the row has none, or has one that can't be read as a date. */
  readonly createdAt: Timestamp | undefined;
  readonly changedAt: Timestamp | undefined;
  /** True where the row has a changed time that can't be read: the restriction's time is then unknown. */
  readonly unreadableTime: boolean;
  /** Whether the block lifts by itself (at midnight UTC); undefined where the row does not say. */
  readonly temporary: boolean | undefined;
  readonly reason: RestrictionReason;
  /** Values that could not be read, as the row has them, by property; absent where there are none. Neutralise before printing. */
  readonly unread?: Readonly<Record<string, string>>;
  /** What only people read of a connector: no decision rests on it. */
  readonly connector?: { readonly name?: string; readonly expiresAt?: Timestamp };
}

/** Why Microsoft restricted an entity. */
export interface RestrictionReason {
  readonly kind: 'outboundSpam' | 'recipientLimit' | 'connector' | 'other';
  /** Microsoft's text, untouched. Attacker-influenced: neutralise before printing. */
  readonly raw: string;
}

/** A mailbox as far as evidence needs it. */
export interface Mailbox {
  /** Every SMTP address of the mailbox, lower-cased, the primary one first. */
  readonly addresses: readonly string[];
  /** Set where Exchange shows an address besides that could not be read. */
  readonly addressesIncomplete?: true;
  readonly shared: boolean;
  /** Not known where Exchange could not be asked about the target. */
  readonly forwarding: Reading<Forwarding>;
}

/**
 * Where a mailbox forwards to. `unresolved`: Exchange does not tie the target to one place. `notShown`: it shows the
 * mailbox without any of its forwarding.
 */
export type Forwarding = 'none' | 'internal' | 'external' | 'unresolved' | 'notShown';

/** What one inbox rule does that an intruder's rule would; names and targets stay in the adapter on purpose. */
export interface InboxRule {
  readonly enabled: boolean;
  readonly suspicious: readonly ('forwardsOut' | 'deletes' | 'hides')[];
  /** What it does that may be just as bad, and can't be told from here; absent where there is nothing of the kind. */
  readonly unclear?: readonly ('forwards' | 'moves')[];
}

/** What lets an account send as somebody else's mailbox. */
export type MailboxRight = 'FullAccess' | 'SendAs' | 'SendOnBehalf';
