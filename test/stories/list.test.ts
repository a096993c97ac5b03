import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, ANALYST, hoursAgo } from '../../src/sandbox/story/cast.ts';
import { CONNECTOR, HOSTILE, LIMIT, listed, restrict } from './listing.ts';
import { readBriefly, reconcile, reinstate } from './program.ts';
import { approvedRequest, goodRequest, landed, pathOf } from './request.ts';

describe('the list of one tenant', () => {
  let world: Sandbox;
  let clone: string;

  beforeEach(async () => {
    world = await startSandbox();
    addPeople(world);
    clone = await world.clone();
  });

  afterEach(async () => world.close());

  const list = async (...args: readonly string[]) => listed(world, clone, args);
  const text = async (...args: readonly string[]) => reinstate(world, clone, ['list', ...args]);

  it('that is empty is said to be', async () => {
    expect(await text()).toEqual({ exitCode: 0, stdout: 'Nothing is restricted in contoso.\n', stderr: '' });
    expect(await list()).toMatchObject({ exitCode: 0, entities: [], incomplete: [], failures: [] });
  });

  it('has every entity with everything its row says, and null for what it does not', async () => {
    const changedAt = hoursAgo(world, 1);
    restrict(world, 'Alice@Contoso.com', 3, { temporary: true, reason: LIMIT, changedAt });
    restrict(world, 'bob@contoso.com', 2, { row: { CreatedDatetime: 'yesterday', TemporaryBlock: 'perhaps' } });
    world.tenant.restrict(
      { connector: CONNECTOR, name: 'Printers' },
      { createdAt: hoursAgo(world, 4), reason: 'Relay' },
    );
    const { entities, observedAt } = await list();
    expect(new Date(observedAt).toISOString()).toBe(observedAt);
    expect(entities).toEqual([
      {
        tenant: 'contoso',
        type: 'mailbox',
        entity: 'alice@contoso.com',
        createdAt: expect.stringMatching(/^\d{4}-.*Z$/u),
        changedAt: changedAt.toISOString(),
        temporary: true,
        reason: { kind: 'recipientLimit', raw: LIMIT },
        requests: [],
        phases: {},
        name: null,
      },
      expect.objectContaining({
        type: 'connector',
        entity: CONNECTOR,
        name: 'Printers',
        changedAt: null,
        temporary: null,
      }),
      expect.objectContaining({ entity: 'bob@contoso.com', createdAt: null, temporary: null }),
    ]);
  });

  it('keeps rows that speak of the same entity apart', async () => {
    restrict(world, 'alice@contoso.com', 3);
    restrict(world, 'alice@contoso.com', 1);
    expect((await list()).names).toEqual(['alice@contoso.com', 'alice@contoso.com']);
    expect((await text('--compact')).stdout).toContain('1 restricted entity in contoso, in 2 rows');
  });

  it('names the requests that wait for an entity, and how far they are, until they are settled', async () => {
    await approvedRequest(world, 'alice');
    restrict(world, 'bob@contoso.com', 3);
    world.tenant.addUser({ address: 'bob@contoso.com' });
    await landed(world, { [pathOf('bob')]: goodRequest(world, 'BOB@contoso.com') });
    await landed(world, { [pathOf('broken')]: 'entity: { mailbox: bob@contoso.com }\n' });
    const before = await list('--sort', 'entity');
    expect(before.entities).toMatchObject([
      { requests: ['contoso/alice'], phases: { 'contoso/alice': null } },
      { requests: ['contoso/bob'], phases: { 'contoso/bob': null } },
    ]);
    await reconcile(world, clone);
    world.tenant.restrict('alice@contoso.com');
    const after = await list('--sort', 'entity');
    expect(after.entities).toMatchObject([
      { entity: 'alice@contoso.com', requests: [], phases: {} },
      { entity: 'bob@contoso.com', requests: ['contoso/bob'], phases: { 'contoso/bob': 'Pending' } },
    ]);
    expect((await text()).stdout).toContain('contoso/bob (Pending)');
  });

  it('says that it does not know the requests where the records can not be read, and lists all the same', async () => {
    restrict(world, 'alice@contoso.com', 3);
    const asked = () => world.requests.filter(({ system }) => system === 'git').length;
    const before = asked();
    await list();
    // The records come last.
    world.faults.add({ system: 'git', skip: asked() - before - 1, times: Infinity, fault: { status: 403 } });
    const { entities, exitCode, incomplete, failures, stderr } = await list();
    expect(entities).toMatchObject([{ entity: 'alice@contoso.com', requests: null }]);
    expect({ exitCode, incomplete }).toEqual({ exitCode: 3, incomplete: [] });
    expect(failures).toEqual([
      expect.objectContaining({ message: expect.stringContaining('which requests are unsettled is not known') }),
    ]);
    expect(stderr).toContain('which requests are unsettled is not known');
  });

  it('that breaks off on its second page is never shorter as the truth', async () => {
    for (let index = 0; index < 1_001; index += 1) restrict(world, `user${index}@contoso.com`, 3);
    world.faults.add({ system: 'exchange', match: { path: 'skiptoken' }, times: Infinity, fault: { status: 400 } });
    const { entities, exitCode, incomplete, stderr } = await list();
    expect({ rows: entities.length, exitCode, incomplete }).toEqual({
      rows: 1_000,
      exitCode: 3,
      incomplete: ['contoso'],
    });
    expect(stderr).toContain('warning: contoso: its list is not complete');
    expect((await text('--search', 'user1000@')).stdout).toContain(
      'None of at least 1000 restricted entities in contoso: search "user1000@".\nThe list is not complete for contoso',
    );
  });

  it('that can not be read at all is not called empty', async () => {
    world.faults.add({ system: 'exchange', times: Infinity, fault: { status: 403 } });
    const { stdout, exitCode } = await text();
    expect(exitCode).toBe(3);
    expect(stdout).toBe(
      'No restricted entity could be read in contoso.\n' +
        'The list is not complete for contoso: what is not listed there may be restricted all the same.\n',
    );
  });

  it('with a row that could be anybody is not complete', async () => {
    restrict(world, 'alice@contoso.com', 3);
    restrict(world, 'bob@contoso.com', 3, { row: { SenderAddress: null } });
    expect(await list()).toMatchObject({ exitCode: 3, names: ['alice@contoso.com'], incomplete: ['contoso'] });
  });

  it('keeps hostile text from the terminal and from the runner, and whole in JSON', async () => {
    restrict(world, 'alice@contoso.com', 3, { reason: HOSTILE });
    world.tenant.restrict({ connector: CONNECTOR, name: HOSTILE }, { reason: `OutboundSpamPercent=1;${HOSTILE}` });
    const { stdout } = await text();
    expect(stdout).not.toMatch(/[^\P{C}\n]/u);
    expect(stdout).not.toMatch(/::|##\[/u);
    const printed = (await reinstate(world, clone, ['list', '--json'])).stdout;
    expect(printed).not.toMatch(/[^\P{C}\n]|##\[/u);
    const { entities } = await list('--search', 'STOP-commands');
    expect(entities.map(({ reason }) => reason.raw).toSorted()).toEqual([`OutboundSpamPercent=1;${HOSTILE}`, HOSTILE]);
  });

  it('of 500 entities costs two calls, one of 2,500 two more: pages count, entities do not', async () => {
    for (let index = 0; index < 500; index += 1) restrict(world, `user${index}@contoso.com`, index);
    for (let index = 0; index < 20; index += 1) {
      const name = `user${index}`;
      await world.forge.commit({
        files: { [pathOf(name)]: goodRequest(world, `${name}@contoso.com`) },
        author: ANALYST,
      });
    }
    const { entities, exitCode } = await list('--sort', 'createdAt:desc');
    expect({ exitCode, rows: entities.length, calls: world.tenant.log.length }).toEqual({
      exitCode: 0,
      rows: 500,
      calls: 2,
    });
    expect(entities.filter(({ requests }) => requests?.length === 1)).toHaveLength(20);
    expect(world.requests.filter(({ system }) => system === 'graph' || system === 'github')).toEqual([]);
    for (let index = 500; index < 2_500; index += 1) restrict(world, `user${index}@contoso.com`, index);
    const more = await list();
    expect({ rows: more.names.length, calls: world.tenant.log.length - 2 }).toEqual({ rows: 2_500, calls: 4 });
    expect((await text('--compact')).stdout.split('\n')).toHaveLength(2_504);
  });

  it('may be read in part: whoever has enough of it sees no error', async () => {
    for (let index = 0; index < 1_500; index += 1) restrict(world, `user${index}@contoso.com`, 3);
    expect(await readBriefly(world, clone, ['list'])).toEqual({ exitCode: 0, stderr: '' });
  });

  it('asks nothing of GitHub but git, and changes nothing', async () => {
    await approvedRequest(world, 'alice');
    const refs = await world.git(['ls-remote', 'origin'], clone);
    const status = await world.git(['status', '--porcelain', '--branch'], clone);
    const env = { GITHUB_API_URL: '' };
    expect(await reinstate(world, clone, ['list'], env)).toMatchObject({ exitCode: 0 });
    expect(await world.git(['ls-remote', 'origin'], clone)).toBe(refs);
    expect(await world.git(['status', '--porcelain', '--branch'], clone)).toBe(status);
    expect(world.tenant.log.filter(({ cmdlet }) => !cmdlet.startsWith('Get-'))).toEqual([]);
    expect(world.tenant.log.filter(({ clientId }) => clientId !== world.tenant.reader.clientId)).toEqual([]);
  });
});
