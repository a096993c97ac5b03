import { isDeepStrictEqual } from 'node:util';
import { Document, isMap, parseDocument, Scalar, YAMLMap } from 'yaml';
import { InternalError } from '../support/errors.ts';
import type { Timestamp } from '../support/timestamp.ts';
import { ATTESTATION_KINDS, neededAttestations } from './consistency.ts';
import type { Entity } from './entity.ts';
import type { Attestation, AttestationKind, UnblockRequest } from './request.ts';
import { REQUESTS_FOLDER } from './request-path.ts';

/** A request as far as it is known. What is left out or null of what a request needs is left to the person to fill in. */
export interface RequestDraft {
  readonly tenant: string;
  readonly name: string;
  readonly entity: Entity;
  /** Written to the whole second. */
  readonly restrictedSince?: Timestamp | undefined;
  /** Null where the mailbox is shared and nobody said yet which account was secured. */
  readonly securedAccount?: string | null | undefined;
  readonly requestedBy?: string | undefined;
  /** Null where the policy requires one and nobody gave it yet. */
  readonly ticket?: string | null | undefined;
  readonly assessment: UnblockRequest['assessment'];
  readonly justification?: string | undefined;
  readonly attestations: Readonly<Partial<Record<AttestationKind, AttestationDraft>>>;
}

/** An attestation as far as it is known. */
export type AttestationDraft = { readonly [Key in keyof Attestation]?: Attestation[Key] | undefined };

/** Where a request's file belongs, from the repository's root. */
export function requestFilePath({ tenant, name }: Pick<RequestDraft, 'tenant' | 'name'>): string {
  return `${REQUESTS_FOLDER}/${tenant}/${name}.yaml`;
}

/**
 * A draft as a request file, its keys in the order of the documentation. What is not known yet is a key without a value
 * and a comment that says what belongs there: such a file is invalid until it is filled in.
 */
export function requestYaml(draft: RequestDraft): string {
  const document = new Document(
    {
      apiVersion: 'reinstate/v1',
      kind: 'UnblockRequest',
      entity: draft.entity,
      ...given('restrictedSince', draft.restrictedSince?.replace(/\.\d+Z$/u, 'Z')),
      ...given('securedAccount', orBlank(draft.securedAccount, BLANKS.securedAccount)),
      ...given('requestedBy', draft.requestedBy),
      ...given('ticket', orBlank(draft.ticket, BLANKS.ticket)),
      assessment: draft.assessment,
      justification: justificationNode(draft.justification),
      attestations: attestationNodes(draft),
    },
    { version: '1.2', schema: 'core', aliasDuplicateObjects: false },
  );
  addEditorLine(document);
  return print(document);
}

/**
 * The most readable style that reads back as the same data: where the library folds lines it can lose a line break, or
 * cut a character in half.
 */
function print(document: Document): string {
  const folded = document.toString({ nullStr: '', lineWidth: LINE_WIDTH });
  const same = folded.isWellFormed() && isDeepStrictEqual(parseDocument(folded).toJS(), document.toJS());
  return same ? folded : document.toString({ nullStr: '', lineWidth: 0, blockQuote: 'literal' });
}

const LINE_WIDTH = 100;
const EDITOR_LINE = ' yaml-language-server: $schema=../../schemas/unblock-request.schema.json';

/** What a person reads where something is still to be filled in. */
const BLANKS = {
  securedAccount: 'the account behind this shared mailbox that was secured, like bob@contoso.com',
  ticket: 'the ticket this belongs to, like INC0012345',
  justification: 'what happened and what was done about it, in 20 characters or more',
  attestedBy: 'who did it, like dana@contoso.com',
  attestedAt: 'when it was done, like 2026-11-23T08:30:00Z',
} as const;

const STATEMENTS: Readonly<Record<AttestationKind, string>> = {
  mfa: "multi-factor authentication is set up, and every method is the owner's own",
  passwordReset: 'the password was reset after the restriction',
  connectorReview: 'the connector, its recent changes and the admin accounts behind them were reviewed',
  investigation: 'the account was investigated and found not to be compromised',
};

function addEditorLine({ contents }: Document): void {
  const [first] = isMap(contents) ? contents.items : [];
  const key: unknown = first?.key;
  if (!(key instanceof Scalar)) throw new InternalError('a request file without a first key');
  key.commentBefore = EDITOR_LINE;
}

/** A key that is there only where it has a value. */
function given(key: string, value: unknown): Readonly<Record<string, unknown>> {
  return value === undefined ? {} : { [key]: value };
}

function orBlank(value: string | null | undefined, what: string): string | Scalar | undefined {
  return value === null ? blank(what) : value;
}

function blank(what: string): Scalar {
  const node = new Scalar(null);
  node.comment = ` to fill in: ${what}`;
  return node;
}

function justificationNode(text: string | undefined): Scalar {
  if (text === undefined) return blank(BLANKS.justification);
  const node = new Scalar(text.trim());
  node.type = Scalar.BLOCK_FOLDED;
  return node;
}

function attestationNodes({ entity, assessment, attestations }: RequestDraft): Readonly<Record<string, unknown>> {
  const needed = neededAttestations(entity, assessment);
  // What does not fit is written all the same: the check then says so, and nothing is lost unseen.
  const kinds = new Set([...needed, ...ATTESTATION_KINDS.filter((kind) => attestations[kind] !== undefined)]);
  return Object.fromEntries([...kinds].map((kind) => [kind, attestationNode(kind, attestations[kind] ?? {})]));
}

function attestationNode(kind: AttestationKind, { attestedBy, attestedAt, method }: AttestationDraft): YAMLMap {
  const node = new YAMLMap();
  node.commentBefore = ` ${STATEMENTS[kind]}`;
  node.set('attestedBy', attestedBy ?? blank(BLANKS.attestedBy));
  node.set('attestedAt', attestedAt === undefined ? blank(BLANKS.attestedAt) : moment(attestedAt));
  if (method !== undefined) node.set('method', method);
  return node;
}

/** A moment as people write it: without a fraction that says nothing. */
function moment(timestamp: Timestamp): string {
  return timestamp.replace('.000Z', 'Z');
}

const LONGEST_NAME = 63;

/**
 * A name for a new request that is not taken: the day and what it is about, such as `2026-11-23-alice`, with a number
 * behind it where that name was used before.
 */
export function requestName(entity: Entity, date: Timestamp, taken: ReadonlySet<string>): string {
  const about = 'mailbox' in entity ? entity.mailbox.replace(/@.*$/u, '') : `connector-${entity.connector.slice(0, 8)}`;
  const words =
    about
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/gu, '-')
      .replaceAll(/^-|-$/gu, '') || 'mailbox';
  const base = `${date.slice(0, '2026-11-23'.length)}-${words}`;
  for (let count = 1; ; count += 1) {
    const suffix = count === 1 ? '' : `-${count}`;
    const name = `${base.slice(0, LONGEST_NAME - suffix.length)}${suffix}`;
    if (!taken.has(name)) return name;
  }
}
