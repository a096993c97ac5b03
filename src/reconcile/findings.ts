import type { Decision, DecisionInput } from '../decision/decide.ts';
import { recordedDecision } from '../decision/recorded.ts';
import type { Predicate } from '../policy/predicate.ts';
import type { Attempt, Condition, Findings, UnblockRecord } from '../records/record.ts';
import type { Phase } from '../records/phase.ts';
import type { Candidate } from './desired.ts';
import type { TenantRun } from './types.ts';

type Found = Omit<Condition, 'observedAt'>;

/** A judged candidate: what was decided and from what. */
export interface Judged {
  readonly candidate: Candidate;
  readonly input: DecisionInput;
  readonly decision: Decision;
  readonly landingPolicyBlob: string | null;
}

/** What a record says about a judged request once it stands in `phase`. */
export function findingsOf(
  { candidate, input, decision, landingPolicyBlob }: Judged,
  phase: Phase,
  run: TenantRun,
  more: { readonly conditions?: readonly Found[]; readonly attempts?: readonly Attempt[] } = {},
): Findings {
  const recorded = recordedDecision(input, decision);
  return {
    request: requestPart(candidate, run),
    phase,
    conditions: [...conditionsOf(decision), ...(more.conditions ?? [])],
    ...recorded,
    decision: { ...recorded.decision, policyBlob: run.policyBlob, landingPolicyBlob, input: { ...input } },
    ...(more.attempts ? { attempts: more.attempts } : {}),
  };
}

/** The part of a record that says which request it is about. */
export function requestPart({ request, blob, landing }: Candidate, run: TenantRun): UnblockRecord['request'] {
  const { id, path, tenant, entity } = request;
  return {
    id,
    path,
    blob,
    landingCommit: landing.commit,
    reconciledCommit: run.tip.commit,
    tenant,
    tenantId: run.policy.tenantId,
    entity,
  };
}

/** The condition every readable request has. */
export const VALID: Found = {
  type: 'Valid',
  status: 'True',
  reason: 'Validated',
  message: 'the file holds to its schema and the policy',
};

function conditionsOf({ predicates }: Decision): readonly Found[] {
  const shown = new Set(['listed', 'oneAccount']);
  const evidence = predicates.filter(({ name }) => name.startsWith('evidence.') || shown.has(name));
  const approval = predicates.filter((predicate) => !evidence.includes(predicate));
  return [VALID, fold('Approved', approval), ...(evidence.length > 0 ? [fold('Evidenced', evidence)] : [])];
}

function fold(type: 'Approved' | 'Evidenced', predicates: readonly Predicate[]): Found {
  const failed = predicates.filter((predicate) => !predicate.satisfied);
  const [first] = failed.toSorted((a, b) => rank(a) - rank(b));
  if (!first) return { type, status: 'True', reason: type, message: `all ${predicates.length} predicates hold` };
  const status = first.leadsTo === 'indeterminate' ? 'Unknown' : 'False';
  return { type, status, reason: pascal(first.name), message: failed.map(({ reason }) => reason).join('; ') };
}

function rank(predicate: Extract<Predicate, { satisfied: false }>): number {
  return ['denied', 'indeterminate', 'pending'].indexOf(predicate.leadsTo);
}

function pascal(name: string): string {
  return name
    .split('.')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('');
}
