import { entityKey } from '../../../src/request/entity.ts';
import { ConfigurationError, MissingRightError, UnavailableError } from '../../../src/support/errors.ts';
import type { Violation } from '../simulate.ts';
import type { Row } from '../world/tenant.ts';
import type { SentRemove, Watchers, World } from '../world/world.ts';
import { judgePush } from './records.ts';
import { judgeResults } from './results.ts';
import { judgeSending } from './sending.ts';
import type { Watching } from './state.ts';

/** Everything that is watched in one story. */
export interface Observer {
  readonly watchers: Watchers;
  begin(world: World): Watching;
  violation(): Violation | undefined;
}

/** Watches a story and keeps the first rule that it breaks. */
export function watch(): Observer {
  let first: Violation | undefined;
  let watching: Watching | undefined;
  const now = (): Watching => {
    if (!watching) throw new Error('the story has not begun');
    return watching;
  };
  return {
    watchers: {
      sent: (remove) => {
        judgeSending(remove, now());
      },
      lifted: (remove, rows) => {
        liftsWhatItSaw(remove, rows, now());
      },
      pushed: (machine, branch, commits) => {
        judgePush(machine, branch, commits, now());
      },
      returned: (machine, result) => {
        judgeResults(machine, result, now());
      },
      threw: (_machine, error) => {
        const expected = [ConfigurationError, MissingRightError, UnavailableError].some(
          (kind) => error instanceof kind,
        );
        if (!expected) now().broken('no bug', String(error instanceof Error ? error.stack : error));
      },
    },
    begin: (world) => {
      watching = {
        world,
        claims: [],
        takenOver: new Set(),
        passed: new Set(),
        sent: [],
        unblocks: [],
        phases: new Map(),
        disturbed: new Set(),
        unmarked: new Set(),
        memories: new Map(),
        broken: (rule, text) => {
          first ??= { rule, text };
          world.trace.line(world.scheduler.nowMs(), 'VIOLATION', `${rule}: ${text}`);
        },
      };
      return watching;
    },
    violation: () => first,
  };
}

/** What a remove lifts was on the list its process judged, unless it came after that. */
function liftsWhatItSaw(
  { machine, tenant, key, sentAtMs }: SentRemove,
  rows: readonly Row[],
  watching: Watching,
): void {
  const list = machine.told.lists.findLast((one) => one.tenant === tenant.name && one.heardAtMs <= sentAtMs);
  for (const { createdAtMs, changedAtMs } of rows) {
    const cameLater = !list || createdAtMs > list.sampledAtMs || (changedAtMs ?? createdAtMs) > list.sampledAtMs;
    const shown = list?.rows.some((row) => entityKey(row.entity) === key && row.createdAtMs === createdAtMs);
    if (!cameLater && !shown) watching.broken('newer restriction', `${machine.name} lifted one it had not seen`);
  }
}
