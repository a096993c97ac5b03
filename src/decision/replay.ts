import type { UnblockRecord } from '../generated/record.ts';
import { errorMessage } from '../support/errors.ts';
import { decide, type Decision, type DecisionInput } from './decide.ts';
import { recordedDecision } from './recorded.ts';

/** What came of deciding again from what a record holds. `nothing`: the record holds no decision. */
export interface ReplayResult {
  readonly verdict: 'same' | 'different' | 'nothing';
  readonly differences: readonly Difference[];
}

/** One place where a record and the decision made again do not agree; `undefined` where a side has nothing there. */
export interface Difference {
  /** JSON pointer into the record. */
  readonly at: string;
  readonly recorded: unknown;
  readonly replayed: unknown;
}

/**
 * Decides again from what a record holds, and compares everything that follows from it: the outcome, each predicate,
 * each review, the evidence, the restriction, and whether the phase can stand on it. Pure; never throws.
 */
export function replayRecord(record: UnblockRecord): ReplayResult {
  if (!record.decision) return { verdict: 'nothing', differences: [] };
  const differences = differencesOf(record, record.decision.input);
  return { verdict: differences.length === 0 ? 'same' : 'different', differences };
}

function differencesOf(record: UnblockRecord, written: unknown): readonly Difference[] {
  try {
    const input: DecisionInput = JSON.parse(JSON.stringify(written));
    const decision = decide(input);
    return [
      ...requestDifferences(record, input),
      ...partDifferences(record, input, decision),
      ...phase(record, decision),
    ];
  } catch (error) {
    return [{ at: '/decision/input', recorded: 'can not be judged', replayed: errorMessage(error) }];
  }
}

/** Phases that no decision leads to: such a record holds an earlier one, perhaps about earlier bytes. */
const WITHOUT_DECISION: ReadonlySet<UnblockRecord['phase']> = new Set(['Expired', 'Withdrawn']);

/** What a record says its request is has to be what was judged. */
function requestDifferences({ request, phase }: UnblockRecord, input: DecisionInput): readonly Difference[] {
  const { id, path, tenant, entity } = input.request;
  const { blob, landing } = input.approval;
  const always = { id, path, tenant, tenantId: input.policies.tip.tenantId };
  const judged = WITHOUT_DECISION.has(phase) ? always : { ...always, entity, blob, landingCommit: landing.commit };
  return [
    ...Object.entries(judged).flatMap(([key, value]) =>
      compare(`/request/${key}`, new Map(Object.entries(request)).get(key), value),
    ),
    ...compare('/decision/input/approval/path', input.approval.path, path),
  ];
}

function partDifferences(record: UnblockRecord, input: DecisionInput, decision: Decision): readonly Difference[] {
  const { outcome, predicates, decidedAt } = record.decision ?? {};
  const again = recordedDecision(input, decision);
  return [
    ...compare('/decision', { outcome, predicates, decidedAt }, again.decision),
    ...compare('/approval', record.approval, again.approval),
    ...compare('/evidence', record.evidence, again.evidence),
    // A record keeps the restriction that an earlier decision saw.
    ...(again.restriction ? compare('/restriction', record.restriction, again.restriction) : []),
  ];
}

type Settling = Exclude<UnblockRecord['phase'], 'Pending' | 'Expired' | 'Withdrawn'>;

/** What has to have been decided for a request to stand in a phase. */
const NEEDED: Readonly<Record<Settling, Decision['outcome']>> = {
  Applying: 'approved',
  Unblocked: 'approved',
  Failed: 'approved',
  NotRestricted: 'approved',
  Denied: 'denied',
};

function phase({ phase: recorded }: UnblockRecord, { outcome, restriction }: Decision): readonly Difference[] {
  if (recorded === 'Pending' || recorded === 'Expired' || recorded === 'Withdrawn') return [];
  const restricted = recorded === 'NotRestricted' && restriction !== null;
  return outcome === NEEDED[recorded] && !restricted
    ? []
    : [{ at: '/phase', recorded, replayed: restricted ? 'approved to be unblocked' : outcome }];
}

/** Every leaf in which two JSON values differ. */
function compare(at: string, recorded: unknown, replayed: unknown): readonly Difference[] {
  const [before, after] = [entriesOf(recorded), entriesOf(replayed)];
  if (before === undefined || after === undefined || Array.isArray(recorded) !== Array.isArray(replayed)) {
    return JSON.stringify(recorded) === JSON.stringify(replayed) ? [] : [{ at, recorded, replayed }];
  }
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].flatMap((key) => compare(`${at}/${key}`, before.get(key), after.get(key)));
}

function entriesOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
}
