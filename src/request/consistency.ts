import type { RequestFile } from '../generated/unblock-request.ts';
import type { Entity } from './entity.ts';
import { child, type Finding } from './finding.ts';
import type { Draft } from './inspect.ts';
import type { AttestationKind } from './request.ts';
import { either } from './wording.ts';

type RequestDraft = Draft<RequestFile>;
type Says = (pointer: string) => boolean;

/** What a request is about, which decides the attestations it needs. */
type Case = 'compromisedMailbox' | 'falsePositive' | 'connector';

const NEEDED: Readonly<Record<Case, readonly AttestationKind[]>> = {
  compromisedMailbox: ['mfa', 'passwordReset'],
  falsePositive: ['mfa', 'investigation'],
  connector: ['connectorReview'],
};

const CASES: readonly Case[] = ['compromisedMailbox', 'falsePositive', 'connector'];

const CASE_NAMES: Readonly<Record<Case, string>> = {
  compromisedMailbox: 'a compromised mailbox',
  falsePositive: 'a false positive',
  connector: 'a connector',
};

/** Every kind of attestation, in the order people are told about them. */
export const ATTESTATION_KINDS: readonly AttestationKind[] = [
  'mfa',
  'passwordReset',
  'connectorReview',
  'investigation',
];

/** The attestations that a request about this entity needs, in the order in which they are written. */
export function neededAttestations(
  entity: Entity,
  assessment: 'compromised' | 'falsePositive',
): readonly AttestationKind[] {
  if ('connector' in entity) return NEEDED.connector;
  return NEEDED[assessment === 'falsePositive' ? 'falsePositive' : 'compromisedMailbox'];
}

/** Whether the parts of a request fit together; whatever is missing or was refused is left to the schema. */
export function checkConsistency(draft: RequestDraft, says: Says): readonly Finding[] {
  return [
    ...attestationsThatFit(draft, caseOf(draft, says)),
    ...securedAccountThatFits(draft, says),
    ...attestedBySomebodyElse(draft),
    ...justificationWithWords(draft),
  ];
}

function caseOf({ assessment }: RequestDraft, says: Says): Case | undefined {
  const connector = says('/entity/connector');
  if (connector === says('/entity/mailbox')) return undefined;
  if (connector) return 'connector';
  if (assessment === undefined && says('/assessment')) return undefined;
  return assessment === 'falsePositive' ? 'falsePositive' : 'compromisedMailbox';
}

function attestationsThatFit({ attestations }: RequestDraft, about: Case | undefined): readonly Finding[] {
  if (!attestations || !about) return [];
  const needed = NEEDED[about];
  return ATTESTATION_KINDS.flatMap((kind) => {
    const given = attestations[kind] !== undefined;
    if (needed.includes(kind)) return given ? [] : [missingAttestation(kind, about)];
    return given ? [uncalledFor(kind, about)] : [];
  });
}

function missingAttestation(kind: AttestationKind, about: Case): Finding {
  return {
    pointer: '/attestations',
    at: 'key',
    missing: child('/attestations', kind),
    message: `"${kind}" is missing in attestations: ${CASE_NAMES[about]} needs ${NEEDED[about].join(' and ')}`,
    hint: `Add it once it is done: ${kind}: { attestedBy: dana@contoso.com, attestedAt: 2026-11-23T08:30:00Z }`,
  };
}

function uncalledFor(kind: AttestationKind, about: Case): Finding {
  const fits = CASES.filter((other) => NEEDED[other].includes(kind));
  return {
    pointer: child('/attestations', kind),
    at: 'key',
    message: `attestations.${kind} does not fit: ${CASE_NAMES[about]} needs ${NEEDED[about].join(' and ')}`,
    hint: `Remove it, or correct the entity or the assessment: it belongs to ${either(fits.map((fit) => CASE_NAMES[fit]))}.`,
  };
}

function securedAccountThatFits({ entity, securedAccount }: RequestDraft, says: Says): readonly Finding[] {
  if (securedAccount === undefined) return [];
  const pointer = '/securedAccount';
  if (says('/entity/connector') && !says('/entity/mailbox')) {
    return [
      {
        pointer,
        at: 'key',
        message: 'securedAccount does not fit: a connector has no account behind it',
        hint: 'Remove it; it is only for a shared mailbox.',
      },
    ];
  }
  if (entity?.mailbox === undefined || !sameAddress(entity.mailbox, securedAccount)) return [];
  return [
    {
      pointer,
      message: 'securedAccount is the mailbox itself',
      hint: 'Name the account that signs in to the shared mailbox, or remove it if the mailbox is not shared.',
    },
  ];
}

function attestedBySomebodyElse({ entity, securedAccount, attestations }: RequestDraft): readonly Finding[] {
  return ATTESTATION_KINDS.flatMap((kind) => {
    const attestedBy = attestations?.[kind]?.attestedBy;
    if (attestedBy === undefined) return [];
    const pointer = child(child('/attestations', kind), 'attestedBy');
    const hint = 'Name the person who did it: nobody vouches for his own account.';
    if (entity?.mailbox !== undefined && sameAddress(attestedBy, entity.mailbox)) {
      return [{ pointer, message: `attestations.${kind}.attestedBy is the mailbox that is to be unblocked`, hint }];
    }
    if (securedAccount !== undefined && sameAddress(attestedBy, securedAccount)) {
      return [{ pointer, message: `attestations.${kind}.attestedBy is the securedAccount itself`, hint }];
    }
    return [];
  });
}

/** The schema counts characters; blanks explain nothing. */
function justificationWithWords({ justification }: RequestDraft): readonly Finding[] {
  if (justification === undefined || Array.from(justification.trim()).length >= SHORTEST_JUSTIFICATION) return [];
  return [
    {
      pointer: '/justification',
      message: `justification is too short: without the blanks around it, it needs at least ${SHORTEST_JUSTIFICATION} characters`,
      hint: 'Say what happened and what was done about it.',
    },
  ];
}

const SHORTEST_JUSTIFICATION = 20;

function sameAddress(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
