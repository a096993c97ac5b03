import pLimit from 'p-limit';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SystemName } from '../../../src/sandbox/faults.ts';
import { CATALOGUE } from '../../../src/sandbox/quirks/catalogue.ts';
import type { Call, Cell } from './cell.ts';
import { cellsOf } from './endings.ts';
import { mended, play, type How, type Played } from './play.ts';

/** Cells in which nothing comes back until somebody gives up, or a remove is repeated as long as its claim allows. */
function isSlow({ call, fault, often }: Cell): boolean {
  return /\/silence/u.test(fault) || (call.purpose === 'removing' && /\/throttled/u.test(fault) && often === 'always');
}

const IMPATIENT: How = { patience: { requestMs: 3_000, tokenMs: 9_000 }, claimLease: '10s' };

/**
 * Every fault of a system on every one of some calls: where the request ends, with which exit code, and what the tenant
 * itself has seen of it, under the fault and after it.
 */
export function matrix(system: SystemName, calls: readonly Call[], how: How = {}): void {
  describeCells(system, calls, async (cells, more) => play(cells, { ...how, ...more }));
}

/** The same for calls that name no tenant, so that their faults strike a whole world: each cell has one of its own. */
export function matrixOfWorlds(system: SystemName, calls: readonly Call[], how: How = {}): void {
  const limit = pLimit(WORLDS_AT_ONCE);
  describeCells(system, calls, async (cells, more) => {
    const played = cells.map(async (cell) => limit(async () => play([cell], { ...how, ...more })));
    return (await Promise.all(played)).flat();
  });
}

const WORLDS_AT_ONCE = 8;

type PlayCells = (cells: readonly Cell[], how?: How) => Promise<readonly Played[]>;

function describeCells(system: SystemName, calls: readonly Call[], playCells: PlayCells): void {
  const faults = Object.keys(CATALOGUE[system]).map((name) => `${system}/${name}`);
  const cells = cellsOf(calls, faults);
  const [slow, quick] = [cells.filter(isSlow), cells.filter((cell) => !isSlow(cell))];

  describe(`a fault of ${system}`, () => {
    let played: readonly Played[];

    beforeAll(async () => {
      // Whoever waits for an answer is in nobody's way.
      const slowly = playCells(slow, IMPATIENT);
      const quickly: Played[] = [];
      for (const call of calls) {
        const some = quick.filter((cell) => cell.call === call);
        quickly.push(...(await playCells(some)));
      }
      played = [...quickly, ...(await slowly)];
    }, 600_000);

    it.each(
      cells.map((cell) => ({
        cell,
        title: `${cell.fault} ${cell.often}`,
        call: cell.call.name,
        phase: cell.ending.phase,
      })),
    )('$title on $call ends $phase, and well when it is over', ({ cell }) => {
      const found = played.find((one) => one.cell === cell);
      const { ending } = cell;
      expect({ ...found, cell: undefined }).toEqual({
        cell: undefined,
        reason: found?.reason,
        ending,
        struck: true,
        removed: ending.phase === 'Unblocked' ? 1 : 0,
        after: mended(ending),
      });
    });
  });
}
