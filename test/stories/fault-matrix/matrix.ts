import { beforeAll, describe, expect, it } from 'vitest';
import type { SystemName } from '../../../src/sandbox/faults.ts';
import { CATALOGUE } from '../../../src/sandbox/quirks/catalogue.ts';
import type { Call, Cell } from './cell.ts';
import { cellsOf } from './endings.ts';
import { playedOf } from './extent.ts';
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
  const faults = Object.keys(CATALOGUE[system]).map((name) => `${system}/${name}`);
  const cells = playedOf(cellsOf(calls, faults), calls, faults);
  const [slow, quick] = [cells.filter(isSlow), cells.filter((cell) => !isSlow(cell))];

  it(`${system} shows every fault, and every call meets one`, () => {
    expect(new Set(cells.map(({ fault }) => fault))).toEqual(new Set(faults));
    expect(new Set(cells.map(({ call }) => call))).toEqual(new Set(calls));
  });

  describe.each(calls.map(({ name }) => name))(`${system}, %s`, (name) => {
    let played: readonly Played[];
    const ofCall = (some: readonly Cell[]) => some.filter(({ call }) => call.name === name);

    beforeAll(async () => {
      const [quickly, slowly] = await Promise.all([
        play(ofCall(quick), how),
        play(ofCall(slow), { ...how, ...IMPATIENT }),
      ]);
      played = [...quickly, ...slowly];
    }, 300_000);

    it.each(ofCall(cells).map((cell) => ({ cell, title: `${cell.fault} ${cell.often}`, phase: cell.ending.phase })))(
      'under $title ends $phase, and well when it is over',
      ({ cell }) => {
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
      },
    );
  });
}
