import type { LoggedCommit, PushOutcome, RecordBranch, RecordSnapshot } from '../../../src/ports/record-branch.ts';
import { UnavailableError } from '../../../src/support/errors.ts';
import { momentOf, SECOND, stamp } from '../world/time.ts';
import {
  append,
  commitOfBranch,
  headOf,
  trailersByRequest,
  trailersOf,
  type BranchCommit,
  type SimBranch,
} from '../world/records.ts';
import { branchNamed, type Machine, type World } from '../world/world.ts';
import { askLocally, askOutside, maySuffer, settle, travelMs, type Question } from './call.ts';

/** The records branches as one process sees them: pushes are compare-and-swap, and connections break. */
export function simulatedRecords(world: World, machine: Machine): RecordBranch {
  const here = async <T>(what: string, answer: () => T): Promise<T> =>
    askLocally({ world, machine, what: `records.${what}` }, answer);
  const commitOf = ({ tenant, head }: RecordSnapshot): BranchCommit | undefined =>
    commitOfBranch(branchNamed(world, tenant), head);
  return {
    tenants: async () =>
      askOutside({ world, machine, what: 'records.tenants' }, () => [...world.branches.keys()].toSorted()),
    open: async (tenant) =>
      askOutside({ world, machine, what: `records.open ${tenant}` }, () => snapshotOf(branchNamed(world, tenant))),
    read: async (snapshot, path) => here(`read ${path}`, () => filesOf(snapshot, [path], world).get(path)),
    readAll: async (snapshot, paths) => here('readAll', () => filesOf(snapshot, paths, world)),
    log: async (snapshot, since) =>
      here('log', () => {
        const { commits } = branchNamed(world, snapshot.tenant);
        const head = commitOf(snapshot);
        return commits
          .slice(0, head ? commits.indexOf(head) + 1 : 0)
          .filter(({ committedAtMs }) => committedAtMs >= momentOf(since))
          .flatMap((commit): readonly LoggedCommit[] =>
            trailersByRequest(commit).map((trailers) => {
              return { commit: commit.id, committedAt: stamp(commit.committedAtMs), trailers };
            }),
          )
          .filter(({ trailers }) => Object.keys(trailers).length > 0)
          .toReversed();
      }),
    push: async (snapshot, commits) => push({ world, machine, what: 'records.push' }, snapshot, commits),
  };
}

function snapshotOf(branch: SimBranch, at: BranchCommit | undefined = headOf(branch)): RecordSnapshot {
  const files = [...(at?.files ?? [])].map(([path, { blob }]) => [path, blob] as const);
  return { tenant: branch.tenant, head: at?.id ?? null, files: new Map(files) };
}

function filesOf({ tenant, head }: RecordSnapshot, paths: readonly string[], world: World) {
  const branch = branchNamed(world, tenant);
  const commit = commitOfBranch(branch, head);
  return new Map(
    paths.flatMap((path) => {
      const file = commit?.files.get(path);
      if (!file) return [];
      const written = commitOfBranch(branch, file.commit);
      return [[path, { bytes: file.bytes, commit: file.commit, committedAt: stamp(written?.committedAtMs ?? 0) }]];
    }),
  );
}

/** How a push's connection fails. */
type Break = 'none' | 'before' | 'after' | 'lostBefore' | 'lostAfter' | 'lostAndArrivesLater';

const BREAKS = ['before', 'after', 'lostBefore', 'lostAfter', 'lostAndArrivesLater'] as const;

/**
 * A push arrives and takes effect where nobody was faster. After a broken connection the branch itself is asked, as the
 * adapter does; where that fails too, the process learns nothing.
 */
async function push(
  question: Question,
  snapshot: RecordSnapshot,
  commits: Parameters<RecordBranch['push']>[1],
): Promise<PushOutcome> {
  const { world, machine } = question;
  const { random, faults, scheduler } = world;
  maySuffer(world, machine);
  const branch = branchNamed(world, snapshot.tenant);
  const committedAtMs = Math.floor((scheduler.nowMs() + machine.skewMs) / SECOND) * SECOND;
  const breaks: Break = random.chance(faults.brokenPush) ? random.pick(BREAKS) : 'none';
  const arrivesThoughDead = random.chance(0.5);
  const arrive = (): readonly BranchCommit[] | undefined => {
    if (machine.dead && !arrivesThoughDead) return undefined;
    if ((headOf(branch)?.id ?? null) !== snapshot.head) return undefined;
    const added = append(branch, commits, committedAtMs, (blob) => world.control.blobs.get(blob) ?? new Uint8Array());
    for (const { message } of added) {
      world.trace.line(scheduler.nowMs(), machine.name, `    ${branch.tenant} ← ${message.split('\n')[0] ?? ''}`);
    }
    world.watchers.pushed(machine, branch, added);
    for (const { Request: id = '', Attempt: attempt, Phase: phase } of added.map(trailersOf)) {
      if (phase === 'Applying' && attempt === 'claimed')
        world.claimed(branch.tenant, id.slice(branch.tenant.length + 1));
    }
    return added;
  };
  return new Promise((resolve, reject) => {
    const answer = (added: readonly BranchCommit[] | undefined): void => {
      const kind = added ? 'pushed' : 'lost';
      const at = breaks === 'after' || !added ? headOf(branch) : added.at(-1);
      const outcome: PushOutcome = { kind, snapshot: snapshotOf(branch, at) };
      settle(question, { answer: outcome }, { resolve, reject }, () => kind);
    };
    const unheard = (): void => {
      const failure = new UnavailableError('pushing the records: the connection broke');
      settle(question, { failure }, { resolve, reject }, () => '');
    };
    const wasted = breaks === 'before' || breaks === 'after' ? random.between(1, 20) * SECOND : 0;
    const reach = travelMs(world) + (breaks === 'before' ? wasted : 0);
    const later = breaks === 'lostAndArrivesLater' ? random.between(1, 60) * SECOND : 0;
    const back = travelMs(world) + (breaks === 'after' ? wasted : 0);
    if (breaks.startsWith('lost')) {
      if (breaks !== 'lostBefore') scheduler.after(reach + later, arrive);
      scheduler.after(reach + back, unheard, machine);
      return;
    }
    scheduler.after(reach, () => {
      const added = arrive();
      scheduler.after(back, () => answer(added), machine);
    });
  });
}
