import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, hoursAgo } from '../../src/sandbox/story/cast.ts';
import { requestYaml } from '../../src/sandbox/story/request-yaml.ts';
import { phases, reconcile, recordOf, type Reconciled } from './program.ts';
import { approvedRequest, goodRequest, landed, pathOf } from './request.ts';

const RUNS = ['2001', '2002', '2003', '2004', '2005', '2006', '2007', '2008'];
const CONNECTOR = { connector: '6a1f0f3c-2b7d-4c51-9d3e-8f0a1b2c3d4e' };

/** Two mailboxes and a connector, each asked for once. */
const ONCE = ['alice', 'carol', 'relay'];
/** One mailbox that two requests ask for, and another that is asked for by its address and by an alias of it. */
const TWICE = [
  ['bob', 'bob-too'],
  ['dave', 'dave-alias'],
] as const;

async function play(world: Sandbox): Promise<void> {
  addPeople(world);
  for (const name of ['alice', 'bob', 'carol', 'dave']) await approvedRequest(world, name);
  world.tenant.user('dave@contoso.com').aliases = ['david@contoso.com'];
  world.tenant.restrict(CONNECTOR, { createdAt: hoursAgo(world, 3) });
  const justification = 'The application behind it was patched and its traffic looked at.';
  await landed(world, {
    [pathOf('bob-too')]: goodRequest(world, 'bob@contoso.com'),
    [pathOf('dave-alias')]: goodRequest(world, 'david@contoso.com'),
    [pathOf('relay')]: requestYaml({ entity: CONNECTOR, attestedAt: hoursAgo(world, 1), justification }),
  });
}

/**
 * The worst of times: nobody pushes before everybody has judged, and nothing is removed before every loser of that race
 * has gone through all it wants to do. On a very slow machine nobody is waited for longer than the claims hold.
 */
async function together(world: Sandbox, run: (id: string) => Promise<Reconciled>): Promise<readonly Reconciled[]> {
  const [judged, ended] = [waitingFor(RUNS.length), waitingFor(RUNS.length - 1)];
  const toPush = { path: 'service=git-receive-pack' };
  const startingLine = {
    pause: async () => {
      judged.one();
      await judged.all();
    },
  };
  world.faults.add({ system: 'git', match: toPush, times: RUNS.length, fault: startingLine });
  const removes = ({ cmdlet }: { readonly cmdlet: string | undefined }) => cmdlet?.startsWith('Remove-') === true;
  world.faults.add({ match: removes, times: Infinity, fault: { pause: ended.all } });
  return Promise.all(RUNS.map(async (id) => run(id).finally(ended.one)));
}

/** Something that is to come so often; `all` settles when it has, or after a while. */
function waitingFor(count: number) {
  const { promise, resolve } = Promise.withResolvers<void>();
  let came = 0;
  return {
    one: () => {
      came += 1;
      if (came >= count) resolve();
    },
    all: async () => Promise.race([promise, sleep(20_000)]),
  };
}

describe('eight runs at once', () => {
  let world: Sandbox;
  let runs: readonly Reconciled[];
  let afterwards: Reconciled;

  beforeAll(async () => {
    world = await startSandbox();
    await play(world);
    for (const id of RUNS) world.forge.addRun({ id: Number(id) });
    const clone = await world.clone();
    runs = await together(world, async (id) => reconcile(world, clone, { GITHUB_RUN_ID: id }));
    world.faults.clear();
    world.forge.addRun({ id: 2009 });
    afterwards = await reconcile(world, clone, { GITHUB_RUN_ID: '2009' });
  }, 600_000);

  afterAll(async () => world.close());

  it('send one remove for each restriction between them, whoever asks and by whatever address', () => {
    const removes = world.tenant.log.filter(({ cmdlet }) => cmdlet.startsWith('Remove-'));
    expect(removes.flatMap(({ parameters }) => Object.values(parameters).map(String)).toSorted()).toEqual([
      CONNECTOR.connector,
      'alice@contoso.com',
      'bob@contoso.com',
      'carol@contoso.com',
      'dave@contoso.com',
    ]);
    expect(world.tenant.restrictions()).toEqual([]);
  });

  it('leave one record for each request, each of which was claimed at most once', async () => {
    const { repository } = world.forge.state;
    const commits = await repository.run(['log', '--format=%s', 'reinstate/records/contoso', '--', 'records/']);
    const claims = commits.split('\n').filter((subject) => subject.startsWith('Applying '));
    expect(claims.toSorted()).toEqual([...new Set(claims)].toSorted());
    expect(claims).toHaveLength(ONCE.length + TWICE.length);
    const files = await repository.run(['ls-tree', '--name-only', 'reinstate/records/contoso', 'records/']);
    expect(files.trim().split('\n')).toHaveLength(ONCE.length + 2 * TWICE.length);
  });

  it('say who did it: every request that was unblocked was changed by exactly one of them', () => {
    for (const name of ONCE) {
      const changed = runs.filter(({ results }) =>
        results.some(({ id, ...one }) => id === `contoso/${name}` && one.changed),
      );
      expect(changed.map((run) => phases(run)[`contoso/${name}`])).toEqual(['Unblocked']);
    }
  });

  it('all end well: whoever was second has nothing to complain of', () => {
    expect(runs.map(({ exitCode }) => exitCode)).toEqual(RUNS.map(() => 0));
    const told = new Set(runs.flatMap((run) => Object.values(phases(run))));
    expect([...told].filter((phase) => !['Unblocked', 'Applying', 'Pending', 'NotRestricted'].includes(phase))).toEqual(
      [],
    );
  });

  it('settle one of two requests about the same mailbox as Unblocked, and the other finds nothing to do', async () => {
    expect({ exitCode: afterwards.exitCode, removes: world.tenant.effectiveRemoves().length }).toEqual({
      exitCode: 0,
      removes: ONCE.length + TWICE.length,
    });
    for (const pair of TWICE) {
      const ends = await Promise.all(pair.map(async (name) => String((await recordOf(world, name))?.['phase'])));
      expect(ends.toSorted()).toEqual(['NotRestricted', 'Unblocked']);
    }
  });
});
