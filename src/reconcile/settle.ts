import { isDeepStrictEqual } from 'node:util';
import type { Applied } from '../apply/apply.ts';
import type { RestrictionList } from '../ports/exchange.ts';
import { nextRecord, type Attempt, type Condition, type UnblockRecord } from '../records/record.ts';
import type { Phase } from '../records/phase.ts';
import { sameRecord, type RecordUpdate } from '../records/store.ts';
import { sameEntity } from '../request/entity.ts';
import { assertNever } from '../support/assert-never.ts';
import { findingsOf, type Judged } from './findings.ts';
import { abandoned } from './takeover.ts';
import type { Attention, TenantRun } from './types.ts';

type Found = Omit<Condition, 'observedAt'>;

/** How a carried out change ends: the phase, what to say, and what the run's exit code makes of it. */
export interface Settlement {
  readonly judged: Judged;
  /** The claim it was carried out under. */
  readonly attempt: Attempt;
  readonly phase: Phase;
  readonly result: Attempt['result'];
  readonly reason: string;
  readonly attention: Attention;
  readonly conditions: readonly Found[];
}

/** Turns the tenant's answer and the list read afterwards into where the request stands now. */
export function settlementOf(
  { claimed, answer }: Applied,
  judged: Judged,
  verification: RestrictionList | null,
): Settlement {
  const { change, attempt } = claimed;
  const stillListed = listed(verification, change.entity, change.restriction.createdAt);
  const settled = { judged, attempt, result: answer.kind };
  switch (answer.kind) {
    case 'accepted':
      return { ...settled, ...unblocked(stillListed, verification) };
    case 'ambiguous':
      return stillListed === false
        ? { ...settled, ...unblocked(stillListed, verification) }
        : {
            ...settled,
            phase: 'Applying',
            reason: `the tenant did not answer clearly (${answer.message}); the next run reads the list and decides`,
            attention: 'unreachable',
            conditions: [condition('Applied', 'Unknown', 'AmbiguousAnswer', answer.message)],
          };
    case 'refused':
      return { ...settled, ...refused(answer.message) };
    case 'unauthorized':
      return { ...settled, ...waiting('Unauthorized', `the right to unblock is missing: ${answer.message}`) };
    case 'notSent':
      return { ...settled, ...waiting('NotSent', `not sent: ${answer.message}`) };
    default:
      return assertNever(answer);
  }
}

/**
 * The record update that says so. It applies to the claim this run made, whatever else happened to the branch; a claim
 * that was taken over is the new holder's to settle.
 */
export function settlementUpdate(settlement: Settlement, run: TenantRun): RecordUpdate {
  const { judged, attempt, phase, result, conditions } = settlement;
  return {
    name: judged.candidate.name,
    next: (current) => {
      const last = current?.record.attempts.at(-1);
      if (current?.record.phase !== 'Applying' || !last || !isDeepStrictEqual(last, attempt)) return undefined;
      const attempts = [...current.record.attempts.slice(0, -1), { ...last, result }];
      return nextRecord(
        current.record,
        findingsOf(judged, phase, run, { attempts, conditions }),
        run.ports.clock.now(),
        run.options.version,
      );
    },
  };
}

/**
 * The end of a claim whose holder died after the tenant had done it: approved again, and the entity is gone from the list.
 * Where others wrote about the account meanwhile it may be their doing, and the next run sees what they wrote.
 */
export function resumedAsUnblocked(judged: Judged, run: TenantRun): RecordUpdate {
  const message = 'an earlier run claimed it, and the list no longer holds the entity';
  return {
    name: judged.candidate.name,
    next: (current, { overtaken }) => {
      if (!current || !sameRecord(current, judged.candidate.stored)) return undefined;
      if (judged.decision.names.some((one) => overtaken.has(one))) return undefined;
      const conditions = [
        condition('Applied', 'True', 'Unblocked', message),
        condition('Verified', 'True', 'NotListed', message),
      ];
      const attempts = abandoned(current);
      return nextRecord(
        current.record,
        findingsOf(judged, 'Unblocked', run, { attempts, conditions }),
        run.ports.clock.now(),
        run.options.version,
      );
    },
  };
}

type Standing = Pick<Settlement, 'phase' | 'reason' | 'attention' | 'conditions'>;

const PROPAGATION = 'sending works again within an hour in most cases, within 24 hours at most';

function unblocked(stillListed: boolean | undefined, verification: RestrictionList | null): Standing {
  const applied = condition('Applied', 'True', 'Unblocked', 'the tenant accepted the remove');
  if (stillListed === false) {
    const verified = condition('Verified', 'True', 'NotListed', 'a complete list no longer holds the entity');
    return {
      phase: 'Unblocked',
      reason: `unblocked and verified; ${PROPAGATION}`,
      attention: 'none',
      conditions: [applied, verified],
    };
  }
  const { reason, why } = unverified(stillListed, verification);
  return {
    phase: 'Unblocked',
    reason: `unblocked, not yet verified: ${why}`,
    attention: 'none',
    conditions: [applied, condition('Verified', 'Unknown', reason, why)],
  };
}

/** Why a list does not tell that a restriction is gone. */
function unverified(
  stillListed: boolean | undefined,
  list: RestrictionList | null,
): { readonly reason: string; readonly why: string } {
  if (stillListed === true) return { reason: 'StillListed', why: 'the list still shows the restriction' };
  if (list?.complete === true) return { reason: 'ListedAnew', why: 'the list shows another restriction of the entity' };
  const what = list?.complete === false ? list.reason : 'it was not read';
  return { reason: 'ListIncomplete', why: `the list could not be read completely: ${what}` };
}

/** Final, as Microsoft counts unblocks and refuses for good: only its Support can do more then. */
function refused(text: string): Standing {
  const told = /[.!?]$/u.test(text) ? text : `${text}.`;
  const message = `the tenant refused for good: ${told} To go on, open a Microsoft Support case`;
  return {
    phase: 'Failed',
    reason: message,
    attention: 'refused',
    conditions: [condition('Applied', 'False', 'Refused', message)],
  };
}

function waiting(reason: string, message: string): Standing {
  return {
    phase: 'Pending',
    reason: message,
    attention: 'unreachable',
    conditions: [condition('Applied', 'False', reason, message)],
  };
}

/** Whether the list still shows this restriction; undefined where it can't say. */
function listed(
  list: RestrictionList | null,
  entity: UnblockRecord['request']['entity'],
  createdAt: string,
): boolean | undefined {
  if (list === null) return undefined;
  const rows = list.restrictions.filter((row) => sameEntity(row.entity, entity));
  if (rows.some((row) => row.createdAt === createdAt || row.createdAt === undefined)) return true;
  if (!list.complete) return undefined;
  return rows.length > 0 ? undefined : false;
}

function condition(type: Found['type'], status: Found['status'], reason: string, message: string): Found {
  return { type, status, reason, message };
}
