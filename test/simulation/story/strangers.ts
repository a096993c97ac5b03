import type { UnblockRecord } from '../../../src/generated/record.ts';
import { assertNever } from '../../../src/support/assert-never.ts';
import type { Random } from '../random.ts';
import type { RecordCommit } from '../../../src/ports/record-branch.ts';
import { markPath } from '../../../src/records/files.ts';
import { pathOf } from '../world/asks.ts';
import { append, headOf, type BranchCommit } from '../world/records.ts';
import type { SimTenant } from '../world/tenant.ts';
import { HOUR, MINUTE, SECOND, stamp } from '../world/time.ts';
import type { World } from '../world/world.ts';

const TURNS = ['note', 'delete', 'garbage', 'forget', 'future', 'farFuture', 'forge', 'forgeAhead'] as const;
type Turn = (typeof TURNS)[number] | 'unmark';

/** How far ahead a stranger's commit is dated. */
const AHEAD_MS: Partial<Record<Turn, number>> = {
  future: 10 * MINUTE,
  farFuture: 24_000 * HOUR,
  forgeAhead: 24_000 * HOUR,
};

/** Somebody else writes to a records branch: a note that has to survive, or to a record, which must permit nothing. */
export function strangerCommits(world: World, tenant: SimTenant, random: Random, atMs: number): void {
  const drawn = random.pick([...TURNS]);
  const which = random.next();
  world.scheduler.at(atMs, () => {
    const branch = world.branches.get(tenant.name);
    const head = branch && headOf(branch);
    if (!head) return;
    const paths = [...head.files.keys()].filter((path) => path.startsWith('records/'));
    const path = paths[Math.floor(which * paths.length)] ?? '';
    // Half of what would be notes, so that the stories of all the other turns stay what they were.
    const turn = drawn === 'note' && path !== '' && which < 0.5 ? 'unmark' : path === '' ? 'note' : drawn;
    const committedAtMs = Math.floor((atMs + (AHEAD_MS[turn] ?? 0)) / SECOND) * SECOND;
    const commit = { message: `A stranger's ${turn}`, files: filesOf(turn, head, path, atMs) };
    const added = append(branch, [commit], committedAtMs, () => new Uint8Array());
    world.trace.line(atMs, tenant.name, `a stranger commits: ${turn} ${turn === 'note' ? '' : path}`);
    world.watchers.pushed(null, branch, added);
  });
}

function filesOf(turn: Turn, head: BranchCommit, path: string, atMs: number): RecordCommit['files'] {
  const bytes = head.files.get(path)?.bytes ?? new Uint8Array();
  const text = (written: string) => new TextEncoder().encode(`${written}\n`);
  switch (turn) {
    case 'note':
      return [{ path: 'notes.json', bytes: text('{}') }];
    case 'delete':
      return [{ path, gone: true }];
    case 'unmark':
      return [{ path: markPath(path.slice('records/'.length, -'.json'.length)), gone: true }];
    case 'garbage':
      return [{ path, bytes: text('no record at all') }];
    case 'forget':
      return [{ path, bytes: text(forgotten(new TextDecoder().decode(bytes))) }];
    case 'future':
    case 'farFuture':
      return [{ path, bytes: Uint8Array.from(bytes) }];
    case 'forge':
    case 'forgeAhead':
      return [{ path: 'records/nobody.json', bytes: text(madeUp(new TextDecoder().decode(bytes), atMs)) }];
    default:
      return assertNever(turn);
  }
}

/** As if there had never been a claim. What somebody else spoilt before stays spoilt. */
function forgotten(written: string): string {
  if (!written.startsWith('{')) return written;
  const record: UnblockRecord = JSON.parse(written);
  return JSON.stringify({ ...record, phase: 'Pending', attempts: [] }, null, 2);
}

/** A claim of a request that never was, on what another asks for. */
function madeUp(written: string, atMs: number): string {
  if (!written.startsWith('{')) return written;
  const record: UnblockRecord = JSON.parse(written);
  const { tenant } = record.request;
  const request = { ...record.request, id: `${tenant}/nobody`, path: pathOf(tenant, 'nobody') };
  const attempt = { run: '4711/1', startedAt: stamp(atMs), leaseMs: MINUTE, result: 'claimed' };
  return JSON.stringify({ ...record, request, phase: 'Applying', attempts: [attempt] }, null, 2);
}
