import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox, ANALYST } from '../../src/sandbox/story/cast.ts';
import { reconcile, recordOf, reinstate } from './program.ts';
import { approvedRequest, goodRequest, landed, pathOf } from './request.ts';

describe('status', () => {
  let world: Sandbox;
  let clone: string;

  beforeAll(async () => {
    world = await startSandbox();
    addPeople(world);
    await approvedRequest(world, 'alice');
    await approvedRequest(world, 'bob');
    addSecuredMailbox(world, 'carol@contoso.com');
    world.tenant.user('bob@contoso.com').forwarding = { smtpAddress: 'drop@example.com' };
    clone = await world.clone();
    await reconcile(world, clone);
  });

  afterAll(async () => world.close());

  it('tells phases, what each rests on, and drift, from the records alone', async () => {
    const { stdout, exitCode } = await reinstate(world, clone, ['status']);
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n').map((line) => line.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\dZ/gu, 'WHEN'));
    expect(lines).toEqual([
      'Open: 1',
      expect.stringMatching(/^ {2}contoso\/bob {2}bob@contoso\.com {2}Pending {8}WHEN {2}mail is forwarded out of/u),
      'Settled: 1',
      expect.stringMatching(/^ {2}contoso\/alice {2}alice@contoso\.com {2}Unblocked {6}WHEN {2}a complete list/u),
      'Drift: 1',
      '  ! Unrequested  carol@contoso.com  restricted, and no request asks to lift it',
      '',
    ]);
  });

  it('prints the records themselves and the drift as JSON', async () => {
    const { stdout } = await reinstate(world, clone, ['status', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      records: expect.arrayContaining([await recordOf(world, 'alice'), await recordOf(world, 'bob')]),
      drift: [expect.objectContaining({ kind: 'Unrequested', tenant: 'contoso', entity: 'carol@contoso.com' })],
    });
  });

  it('explains one request by its conditions and claims', async () => {
    const { stdout } = await reinstate(world, clone, ['status', 'contoso/alice']);
    expect(stdout).toContain('contoso/alice  alice@contoso.com  Unblocked');
    expect(stdout).toMatch(/├─ ✓ Verified {3}NotListed {2}a complete list no longer holds the entity {2}since /u);
    expect(stdout).toMatch(/├─ claim of run 1001\/1 at \S+: accepted/u);
    const { records } = JSON.parse((await reinstate(world, clone, ['status', 'contoso/alice', '--json'])).stdout);
    expect(records).toEqual([await recordOf(world, 'alice')]);
  });

  it('knows nothing of a request that no run has judged, and says who does', async () => {
    const { exitCode, stderr } = await reinstate(world, clone, ['status', 'contoso/zoe']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('reinstate plan --request');
  });

  it('needs neither GitHub nor a tenant', async () => {
    const env = { GITHUB_API_URL: 'https://127.0.0.1:1', ACTIONS_ID_TOKEN_REQUEST_URL: '' };
    expect((await reinstate(world, clone, ['status'], env)).exitCode).toBe(0);
  });

  it('shows a claim of a tenant that has left the policy as unresolved', async () => {
    const claimed = JSON.stringify(await recordOf(world, 'bob'))
      .replaceAll('contoso/bob', 'fabrikam/bob')
      .replaceAll('"tenant":"contoso"', '"tenant":"fabrikam"')
      .replace('"phase":"Pending"', '"phase":"Applying"');
    await world.forge.commit({
      branch: 'reinstate/records/fabrikam',
      files: { 'records/bob.json': claimed },
      author: ANALYST,
    });
    const unresolved = expect.objectContaining({ kind: 'ClaimUnresolved', tenant: 'fabrikam', id: 'fabrikam/bob' });
    const { stdout } = await reinstate(world, clone, ['reconcile', '--tenant', 'contoso', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ drift: expect.arrayContaining([unresolved]) });
    const status = await reinstate(world, clone, ['status', '--json']);
    expect(JSON.parse(status.stdout)).toMatchObject({ drift: expect.arrayContaining([unresolved]) });
    const { repository } = world.forge.state;
    const head = await repository.run(['rev-parse', 'reinstate/records/fabrikam']);
    await reconcile(world, clone);
    expect(await repository.run(['rev-parse', 'reinstate/records/fabrikam'])).toBe(head);
  });

  it('says by its exit code that a record is damaged', async () => {
    await world.forge.commit({
      branch: 'reinstate/records/contoso',
      files: { 'records/alice.json': '{' },
      author: ANALYST,
    });
    const { stdout, exitCode } = await reinstate(world, clone, ['status']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/! RecordDamaged {2,}contoso\/alice {2,}its record can't be read: it is not JSON/u);
  });
});

it('status shows each kind of drift that the last run found, in words and as JSON', async () => {
  await using world = await startSandbox();
  addPeople(world);
  for (const name of ['alice', 'bob', 'erin']) await approvedRequest(world, name);
  world.tenant.user('erin@contoso.com').forwarding = { smtpAddress: 'drop@example.com' };
  addSecuredMailbox(world, 'carol@contoso.com');
  const clone = await world.clone();
  await reconcile(world, clone);
  const ghost = JSON.stringify(await recordOf(world, 'erin')).replaceAll('contoso/erin', 'contoso/ghost');
  const branch = 'reinstate/records/contoso';
  await world.forge.commit({ branch, files: { 'records/ghost.json': ghost }, author: ANALYST });
  await world.forge.commit({ files: { [pathOf('bob')]: null }, author: ANALYST });
  const edited = (name: string): string => goodRequest(world, `${name}@contoso.com`).replace('Sunday', 'Monday');
  await landed(world, { [pathOf('alice')]: edited('alice'), [pathOf('bob')]: edited('bob') });
  world.tenant.lift('carol@contoso.com');
  addSecuredMailbox(world, 'dora@contoso.com');
  const { drift } = await reconcile(world, clone);
  const { stdout, exitCode } = await reinstate(world, clone, ['status']);
  const told = stdout.slice(stdout.indexOf('Drift: ')).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/gu, 'WHEN');
  expect({ exitCode, lines: told.split('\n') }).toEqual({
    exitCode: 0,
    lines: [
      'Drift: 5',
      '  ! ClearedOutside         carol@contoso.com  the restriction of WHEN is gone without a remove of ours; counted in the cap until WHEN',
      '  ! EditedAfterSettlement  contoso/alice      the file was edited after the request was settled; open a new request instead',
      '  ! IdReused               contoso/bob        an id is used once, and this one was settled: name the file anew',
      '  ! RecordOrphaned         contoso/ghost      a record of a request that the default branch never had',
      '  ! Unrequested            dora@contoso.com   restricted, and no request asks to lift it',
      '',
    ],
  });
  const json: unknown = JSON.parse((await reinstate(world, clone, ['status', '--json'])).stdout);
  expect(json).toMatchObject({ drift });
});
