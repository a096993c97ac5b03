import { assertNever } from '../../../src/support/assert-never.ts';
import type { Call, Cell, Ending, Often } from './cell.ts';
import { verdictOf } from './verdicts.ts';

const UNBLOCKED: Ending = { phase: 'Unblocked', exitCode: 0 };
/** Something had to be asked and could not be: run it again. */
const WAITS: Ending = { phase: 'Pending', exitCode: 3 };
/** The tenant answered, and somebody has to mend something first. */
const WAITS_FOR_PEOPLE: Ending = { phase: 'Pending', exitCode: 0 };
const NOT_KNOWN: Ending = { phase: 'Applying', exitCode: 3 };
const FAILED: Ending = { phase: 'Failed', exitCode: 1 };
const DENIED: Ending = { phase: 'Denied', exitCode: 1 };

/** Where a request ends while a fault strikes a call: what the whole matrix says, in one place. */
function endingOf(call: Call, fault: string, often: Often): Ending {
  switch (call.purpose) {
    case 'judging':
      return whenJudging(call.name, fault, often);
    case 'asking': {
      const ending = whenJudging(call.name, fault, often);
      return ending === WAITS ? UNBLOCKED : ending;
    }
    case 'removing':
      return call.system === 'exchange' ? whenRemoving(fault, often) : whenJudging(call.name, fault, often);
    case 'verifying':
      // It was removed: what nobody can read afterwards changes nothing about that.
      return UNBLOCKED;
    default:
      return assertNever(call.purpose);
  }
}

/** The same for a call on whose answer the judgement rests. */
export function whenJudging(call: string, fault: string, often: Often): Ending {
  const verdict = verdictOf(fault, call);
  switch (verdict) {
    case 'understood':
      return UNBLOCKED;
    case 'passes':
      return often === 'once' ? UNBLOCKED : WAITS;
    case 'stays':
      return WAITS;
    case 'against':
      return WAITS_FOR_PEOPLE;
    case 'final':
      return DENIED;
    default:
      return assertNever(verdict);
  }
}

/** A remove is sent once, whatever becomes of its answer; only a 429 and a redirect carry nothing out for sure. */
const REMOVE: Readonly<Record<string, Ending | ((often: Often) => Ending)>> = {
  // The request is lost, or so it may be: the list tells, and it still shows the restriction.
  brokenConnection: NOT_KNOWN,
  silence: NOT_KNOWN,
  internalError: NOT_KNOWN,
  badGateway: NOT_KNOWN,
  unavailable: NOT_KNOWN,
  gatewayTimeout: NOT_KNOWN,
  requestTimeout: NOT_KNOWN,
  serverSideError: NOT_KNOWN,
  proxyNotAvailable: NOT_KNOWN,
  serverBusy: NOT_KNOWN,
  transientException: NOT_KNOWN,
  backendCommunication: NOT_KNOWN,
  transientServerError: NOT_KNOWN,
  // Only these are sent again at once.
  throttled: onceOnly,
  throttledUntil: onceOnly,
  throttledSilently: onceOnly,
  throttledForAges: WAITS,
  regionalRedirect: onceOnly,
  // Nothing was carried out, and the token stays here.
  movedAway: WAITS,
  regionalPort: WAITS,
  // A right is missing, which somebody can grant.
  nulForbidden: WAITS,
  gzipForbidden: WAITS,
  userNotAllowed: WAITS,
  invalidToken: WAITS,
  // A definite no.
  hiddenParameter: FAILED,
  badValue: FAILED,
  refusedForGood: FAILED,
  objectNotFound: FAILED,
  notBlocked: FAILED,
  unblockLimit: FAILED,
  expiredPage: FAILED,
};

function onceOnly(often: Often): Ending {
  return often === 'once' ? UNBLOCKED : WAITS;
}

/** Everything else is the answer to a remove that was carried out: a 2xx, or one that got lost and the list shows it. */
function whenRemoving(fault: string, often: Often): Ending {
  const ending = REMOVE[fault.slice(fault.indexOf('/') + 1)] ?? UNBLOCKED;
  return typeof ending === 'function' ? ending(often) : ending;
}

/** The cells of calls and faults: all of them, each as often as makes a difference. */
export function cellsOf(calls: readonly Call[], faults: readonly string[]): readonly Cell[] {
  return calls.flatMap((call) =>
    faults.flatMap((fault) => {
      const differs = JSON.stringify(endingOf(call, fault, 'once')) !== JSON.stringify(endingOf(call, fault, 'always'));
      const oftens: readonly Often[] = differs ? ['once', 'always'] : ['always'];
      return oftens.map((often) => ({ call, fault, often, ending: endingOf(call, fault, often) }));
    }),
  );
}
