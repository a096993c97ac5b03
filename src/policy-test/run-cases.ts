import { decide } from '../decision/decide.ts';
import type { Case, Given, PolicyTestsFile, Status, Then } from '../generated/policy-tests.ts';
import type { Policy } from '../policy/policy.ts';
import type { Predicate } from '../policy/predicate.ts';
import { didYouMean, quote } from '../request/wording.ts';
import { caseApproval } from './case-approval.ts';
import { caseRequest } from './case-request.ts';
import { caseTenant } from './case-tenant.ts';
import { caseTimes } from './case-times.ts';

/** What became of one case. */
export interface CaseResult {
  readonly name: string;
  readonly passed: boolean;
  readonly expected: Judgement;
  /** Everything that was judged; a stage that does not hold ends the decision. */
  readonly got: Judgement;
  readonly differences: readonly Difference[];
}

/** What came of one case, to be compared with what it expects. */
export interface Judgement {
  readonly outcome: Then['outcome'];
  readonly predicates: Readonly<Record<string, Status>>;
}

/** One thing that is not as the case says. */
export interface Difference {
  /** `outcome`, or the name of a predicate. */
  readonly of: string;
  readonly expected: string;
  /** `not judged` for a predicate that the decision never came to. */
  readonly got: string;
  /** Sentences that say why it is so. */
  readonly reasons: readonly string[];
}

/** Judges every case by the policy, exactly as a run would. Pure. */
export function runCases({ cases }: PolicyTestsFile, policy: Policy): readonly CaseResult[] {
  return cases.map((one) => runCase(one, policy));
}

function runCase({ name, given = {}, then }: Case, policy: Policy): CaseResult {
  const { outcome, predicates, reasons } = judge(given, policy);
  const differences = [
    ...(outcome === then.outcome ? [] : [{ of: 'outcome', expected: then.outcome, got: outcome, reasons }]),
    ...Object.entries(then.predicates ?? {}).flatMap(([of, expected]) => compare(of, expected, predicates, reasons)),
  ];
  return {
    name,
    passed: differences.length === 0,
    expected: { outcome: then.outcome, predicates: then.predicates ?? {} },
    got: { outcome, predicates: Object.fromEntries(predicates.map((one) => [one.name, statusOf(one)])) },
    differences,
  };
}

interface Judged {
  readonly outcome: Then['outcome'];
  readonly predicates: readonly Predicate[];
  /** Why it was not approved, or that nothing speaks against it. */
  readonly reasons: readonly string[];
}

function judge(given: Given, policy: Policy): Judged {
  const wanted = given.tenant ?? Object.keys(policy.tenants)[0] ?? '';
  const tenant = Object.hasOwn(policy.tenants, wanted) ? policy.tenants[wanted] : undefined;
  if (!tenant) return invalid([`the policy has no tenant ${quote(wanted)}`]);
  const times = caseTimes(given);
  const request = caseRequest(given, tenant, policy, times);
  if (!request.valid) return invalid(request.problems.map(({ message }) => message));
  const { outcome, predicates } = decide({
    now: times.now,
    request: request.value,
    policies: { landing: tenant, tip: tenant },
    approval: caseApproval(given.approval ?? {}, request.value, tenant, times),
    tenant: caseTenant(given, request.value, times),
  });
  return { outcome, predicates, reasons: reasonsOf(predicates) };
}

function invalid(reasons: readonly string[]): Judged {
  return { outcome: 'invalid', predicates: [], reasons };
}

function reasonsOf(predicates: readonly Predicate[]): readonly string[] {
  const refusals = predicates.flatMap(({ name, satisfied, reason }) => (satisfied ? [] : [`${name}: ${reason}`]));
  return refusals.length > 0 ? refusals : ['every predicate is satisfied'];
}

function compare(
  of: string,
  expected: Status,
  predicates: readonly Predicate[],
  reasons: readonly string[],
): readonly Difference[] {
  const predicate = predicates.find(({ name }) => name === of);
  if (!predicate) {
    const meant = didYouMean(
      of,
      predicates.map(({ name }) => name),
    );
    const hint = meant === undefined ? [] : [`did you mean ${meant}?`];
    return [{ of, expected, got: 'not judged', reasons: [...hint, ...reasons] }];
  }
  const got = statusOf(predicate);
  return got === expected ? [] : [{ of, expected, got, reasons: [predicate.reason] }];
}

function statusOf(predicate: Predicate): Status {
  return predicate.satisfied ? 'satisfied' : predicate.leadsTo;
}
