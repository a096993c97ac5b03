import type { ApprovalEvidence } from '../approval/evidence.ts';
import { judgeApproval, type ApprovalVerdict } from '../approval/judge-approval.ts';
import { evaluateEvidence, type EvidenceResult, type TenantFacts } from '../evidence/evidence.ts';
import { fails, holds, outcomeOf, type Outcome, type Predicate, type Refusal } from '../policy/predicate.ts';
import type { TenantPolicy } from '../policy/policy.ts';
import { entityKey } from '../request/entity.ts';
import type { UnblockRequest } from '../request/request.ts';
import { withRemedy } from '../support/reading.ts';
import type { Timestamp } from '../support/timestamp.ts';
import { answersRestriction } from './predicates/answers-restriction.ts';
import { attestationsInTime } from './predicates/attestations-in-time.ts';
import { notLiftedBefore } from './predicates/not-lifted-before.ts';
import { evidenced } from './predicates/evidenced.ts';
import { oneAccount } from './predicates/one-account.ts';
import { rulesHold } from './predicates/rules.ts';
import { withinCap } from './predicates/within-cap.ts';
import { namedAt, observedRestriction, type ObservedRestriction, type RestrictionView } from './restriction-view.ts';
import { ruleInput } from './rule-input.ts';

/** Everything a decision rests on, as plain JSON: the same input always gives the same decision. */
export interface DecisionInput {
  readonly now: Timestamp;
  readonly request: UnblockRequest;
  readonly policies: { readonly landing: TenantPolicy | null; readonly tip: TenantPolicy };
  readonly approval: ApprovalEvidence;
  /** Null where nothing was asked of the tenant because the approval does not stand. */
  readonly tenant: TenantObservation | null;
}

/** What the tenant showed. */
export interface TenantObservation {
  readonly facts: TenantFacts;
  readonly restrictions: RestrictionView;
  /** When this account was unblocked before, as far as records and drift tell. */
  readonly unblocks: readonly Timestamp[];
  /** The times up to which runs of ours have lifted what restricted the named entity, not the account's other addresses. */
  readonly lifted: readonly Timestamp[];
}

/** Known to this file alone, so that nothing else can approve: forgetting to decide is a compile error. */
const madeByDecide: unique symbol = Symbol('madeByDecide');

/** A decision with its reasons. */
export type Decision = ApprovedDecision | RefusedDecision;

/** Made by {@link decide} alone; nothing else can be planned. Without a restriction there is nothing to do. */
export interface ApprovedDecision extends Considered {
  readonly outcome: 'approved';
  readonly restriction: ObservedRestriction | null;
  readonly [madeByDecide]: true;
}

/** Everything that is not an approval, with the reasons among its predicates. */
export interface RefusedDecision extends Considered {
  readonly outcome: Refusal;
  readonly restriction: ObservedRestriction | null;
}

/** What was weighed on the way to a decision. */
export interface Considered {
  readonly request: UnblockRequest;
  readonly predicates: readonly Predicate[];
  readonly verdict: ApprovalVerdict;
  readonly evidence: readonly EvidenceResult[];
  readonly decidedAt: Timestamp;
  /** Every name the entity's account is known by, the one of the request first. */
  readonly names: readonly string[];
}

/**
 * Decides one request, stage by stage in the order of judgement; the first stage that does not hold ends it. Pure.
 */
export function decide(input: DecisionInput): Decision {
  return weigh(input, ({ holds }) => holds);
}

/** What a decision would be made of. */
export interface Outlook extends Considered {
  readonly outcome: Outcome;
  readonly restriction: ObservedRestriction | null;
}

/**
 * Every reason at once, those behind a stage that does not hold as well: what people still have to see to. It decides
 * nothing, and nothing can be planned from it. Pure.
 */
export function outlook(input: DecisionInput): Outlook {
  return weigh(input, () => true);
}

function weigh(input: DecisionInput, goesOn: (stage: Stage) => boolean): Decision {
  const approval = approvalStage(input, null);
  if (!goesOn(approval) || input.tenant === null) return conclude(input, [approval], null, []);

  const listed = listStage(input, input.tenant);
  const { restriction } = listed;
  if (!goesOn(listed) || restriction === null) return conclude(input, [approval, listed], null, []);

  const timely = timeStage(input, input.tenant, restriction);
  if (!goesOn(timely)) return conclude(input, [timely, listed], restriction, []);

  const evidence = evaluateEvidence(input.tenant.facts, {
    restrictedAt: restriction.fencedAt,
    attestations: input.request.attestations,
    policy: input.policies.tip.evidence,
  });
  const rules = rulesHold(input.policies.tip, rulesSee(input, input.tenant, restriction, timely.verdict, evidence));
  const weighed = evidenced(input.request, evidence, input.policies.tip);
  const tenant = stage([...weighed, ...oneAccount(input.tenant.facts), ...rules]);
  return conclude(input, [timely, listed, tenant], restriction, evidence);
}

interface Stage {
  readonly holds: boolean;
  readonly predicates: readonly Predicate[];
  readonly verdict?: ApprovalVerdict;
}

function stage(predicates: readonly Predicate[]): Stage {
  return { predicates, holds: predicates.every(({ satisfied }) => satisfied) };
}

function approvalStage({ request, approval, policies, tenant }: DecisionInput, restrictedAt: Timestamp | null) {
  const verdict = judgeApproval(request, approval, {
    landingPolicy: policies.landing,
    tipPolicy: policies.tip,
    addresses: tenant === null ? [] : addressesOf(tenant.facts),
    restrictedAt,
  });
  return { ...stage(verdict.predicates), verdict };
}

function addressesOf(facts: TenantFacts): readonly string[] {
  return [facts.addresses, facts.securedAddresses].flatMap((reading) => (reading?.known ? reading.value : []));
}

function namesOf({ request, tenant }: DecisionInput): readonly string[] {
  const addresses = tenant?.facts.addresses.known ? tenant.facts.addresses.value : [];
  return [...new Set([entityKey(request.entity), ...addresses])];
}

function listStage(
  { policies }: DecisionInput,
  { restrictions, facts }: TenantObservation,
): Stage & { readonly restriction: ObservedRestriction | null } {
  const name = 'listed';
  const only = (predicate: Predicate, restriction: ObservedRestriction | null = null) => ({
    ...stage([predicate]),
    restriction,
  });
  if (!restrictions.list.complete) {
    return only(
      fails(name, 'indeterminate', `the list of restricted entities is incomplete: ${restrictions.list.reason}`),
    );
  }
  const restriction = observedRestriction(restrictions, policies.tip.fence);
  if (restriction === undefined) return only(absent(name, restrictions, facts));
  return restriction.known
    ? only(holds(name, `restricted since ${restriction.value.createdAt}`), restriction.value)
    : only(fails(name, 'indeterminate', `the restriction's time is not known: ${restriction.reason}`));
}

/** "Not restricted" is believed only where no address of the account is on the list (rule 3). */
function absent(name: string, { others }: RestrictionView, { addresses }: TenantFacts): Predicate {
  if (!addresses.known) {
    return fails(
      name,
      'indeterminate',
      `not on the list, but the account's other addresses are not known: ${withRemedy(addresses)}`,
    );
  }
  return others.length > 0
    ? fails(name, 'pending', 'another address of this account is on the list than the one named')
    : holds(name, 'not restricted: no address of this account is on the list');
}

function timeStage(
  input: DecisionInput,
  { unblocks, lifted, restrictions, facts }: TenantObservation,
  restriction: ObservedRestriction,
) {
  const { request, policies, approval, now } = input;
  const fenced = approvalStage(input, restriction.fencedAt);
  const mergedAt = (approval.pullRequest.known && approval.pullRequest.value?.mergedAt) || now;
  const times = [
    answersRestriction(request, restriction.createdAt),
    attestationsInTime(request, restriction.fencedAt, mergedAt, policies.tip.attestations.maxAgeMs),
    notLiftedBefore(lifted, namedAt(restrictions, policies.tip.fence) ?? restriction.fencedAt),
    withinCap(unblocks, policies.tip.limits, now),
    ...addressesNeeded(input, facts),
  ];
  return { ...stage([...fenced.predicates, ...times]), verdict: fenced.verdict };
}

/**
 * One restriction is lifted once, and the cap is the account's, whatever address a request names: a mailbox needs every
 * address of its account. Protected entities and people are named by address, so a policy that names any needs those of
 * the securedAccount as well; only there it is worth saying that they are known.
 */
function addressesNeeded({ policies, request }: DecisionInput, facts: TenantFacts): readonly Predicate[] {
  if ('connector' in request.entity) return [];
  const name = 'accountResolved';
  const named = [policies.tip, policies.landing].some(
    (policy) =>
      policy !== null && (policy.approvals.protected.length > 0 || Object.keys(policy.approvals.people).length > 0),
  );
  const needed = named ? [facts.addresses, facts.securedAddresses] : [facts.addresses];
  const unread = needed.find((reading) => reading?.known === false);
  if (unread?.known === false) {
    return [fails(name, 'indeterminate', `the addresses of the account are not known: ${withRemedy(unread)}`)];
  }
  return named ? [holds(name, 'every address of the account is known')] : [];
}

function rulesSee(
  { request, policies, approval, now }: DecisionInput,
  { facts, restrictions, unblocks }: TenantObservation,
  restriction: ObservedRestriction,
  verdict: ApprovalVerdict,
  evidence: readonly EvidenceResult[],
) {
  const pullRequest = approval.pullRequest.known ? approval.pullRequest.value : null;
  const addresses = addressesOf(facts);
  const seen = { request, policies, pullRequest, verdict, addresses, evidence, restriction, restrictions };
  return ruleInput({ ...seen, unblocks, now });
}

function conclude(
  input: DecisionInput,
  stages: readonly Stage[],
  restriction: ObservedRestriction | null,
  evidence: readonly EvidenceResult[],
): Decision {
  const predicates = stages.flatMap((one) => one.predicates);
  const verdict = stages.find((one) => one.verdict)?.verdict ?? { predicates: [], reviews: [], barred: [] };
  const { request, now: decidedAt } = input;
  const considered = { request, predicates, verdict, evidence, decidedAt, names: namesOf(input), restriction };
  const outcome: Outcome = input.tenant === null ? refusalWithoutTenant(predicates) : outcomeOf(predicates);
  return outcome === 'approved' ? { ...considered, outcome, [madeByDecide]: true } : { ...considered, outcome };
}

/** Where the tenant was not asked nothing can be approved, however well the approval stands. */
function refusalWithoutTenant(predicates: readonly Predicate[]): Refusal {
  const outcome = outcomeOf(predicates);
  return outcome === 'approved' ? 'pending' : outcome;
}
