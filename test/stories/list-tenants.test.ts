import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, ANALYST, hoursAgo } from '../../src/sandbox/story/cast.ts';
import { CONNECTOR, FABRIKAM, LIMIT, listed, restrict } from './listing.ts';
import { reinstate } from './program.ts';
import { goodRequest, landed } from './request.ts';

const [ALICE, BOB, CAROL] = ['alice@contoso.com', 'bob@fabrikam.com', 'carol@contoso.com'];

describe('the list of several tenants', () => {
  let world: Sandbox;
  let clone: string;

  // Nothing here changes the world but the policy, in the last test that lists it.
  beforeAll(async () => {
    world = await startSandbox({ tenants: [{ name: 'contoso' }, FABRIKAM] });
    addPeople(world);
    const fabrikam = world.tenants.find(({ name }) => name === 'fabrikam');
    restrict(world, ALICE, 3);
    restrict(world, CAROL, 1, { temporary: true, changedAt: hoursAgo(world, 0.5), reason: LIMIT });
    restrict(world, BOB, 2, {}, fabrikam);
    fabrikam?.restrict({ connector: CONNECTOR }, { createdAt: hoursAgo(world, 4) });
    await landed(world, { 'unblock-requests/fabrikam/bobs-request.yaml': goodRequest(world, BOB) });
    clone = await world.clone();
  });

  afterEach(() => world.faults.clear());
  afterAll(async () => world.close());

  const list = async (...args: readonly string[]) => listed(world, clone, args);
  const text = async (...args: readonly string[]) => reinstate(world, clone, ['list', ...args]);

  it.each<[string, readonly string[]]>([
    ['', [CAROL, BOB, ALICE, CONNECTOR]],
    ['--sort tenant', [ALICE, CAROL, BOB, CONNECTOR]],
    ['--sort tenant:desc', [BOB, CONNECTOR, ALICE, CAROL]],
    ['--sort entity', [CONNECTOR, ALICE, BOB, CAROL]],
    ['--sort type', [CONNECTOR, ALICE, CAROL, BOB]],
    ['--sort createdAt', [CONNECTOR, ALICE, BOB, CAROL]],
    ['--sort changedAt:desc', [CAROL, BOB, ALICE, CONNECTOR]],
    ['--sort temporary:desc', [CAROL, ALICE, BOB, CONNECTOR]],
    ['--sort reason:desc', [CAROL, ALICE, BOB, CONNECTOR]],
    ['--sort requests', [BOB, ALICE, CAROL, CONNECTOR]],
    ['--tenant fabrikam', [BOB, CONNECTOR]],
    ['--type connector', [CONNECTOR]],
    ['--search LIMITtype=external', [CAROL]],
    ['--search bobs-request', [BOB]],
    ['--search Fabrikam --type mailbox', [BOB]],
    ['--search 6A1F', [CONNECTOR]],
    ['--search nobody', []],
  ])('with %j is in that order and of those', async (args, names) => {
    expect(await list(...args.split(' ').filter((arg) => arg !== ''))).toMatchObject({ exitCode: 0, names });
  });

  it.each([
    ['Exchange is down', { system: 'exchange', match: { path: FABRIKAM.tenantId }, fault: { status: 403 } }],
    ['no token is issued', { system: 'entra', match: { path: FABRIKAM.tenantId }, fault: { status: 401 } }],
  ] as const)('shows one tenant where for the other %s', async (_, fault) => {
    world.faults.add({ ...fault, times: Infinity });
    const { names, exitCode, incomplete, failures, stderr } = await list();
    expect({ names, exitCode, incomplete }).toEqual({ names: [CAROL, ALICE], exitCode: 3, incomplete: ['fabrikam'] });
    expect(failures).toEqual([expect.objectContaining({ tenant: 'fabrikam' })]);
    expect(stderr).toContain('warning: fabrikam: ');
    const { stdout } = await text();
    expect(stdout).toContain(
      'At least 2 restricted entities in contoso, fabrikam.\nThe list is not complete for fabrikam',
    );
  });

  it('shows one tenant where the credential of the other can not be set up, and that is exit 2', async () => {
    const policy = world.policyYaml();
    const at = policy.lastIndexOf('credential: githubOidc');
    const broken = `${policy.slice(0, at)}credential: certificate${policy.slice(at + 'credential: githubOidc'.length)}`;
    await world.forge.commit({ files: { '.github/reinstate.yml': broken }, author: ANALYST });
    const { names, exitCode, incomplete } = await list();
    expect({ names, exitCode, incomplete }).toEqual({ names: [CAROL, ALICE], exitCode: 2, incomplete: ['fabrikam'] });
  });

  it.each([
    ['a column that is none', ['--sort', 'created'], 'a column is one of tenant, entity, type, createdAt'],
    ['a near miss', ['--sort', 'changedat:'], 'did you mean changedAt:desc?'],
    ['a direction that is none', ['--sort', 'entity:up'], '"entity:up"'],
    ['a tenant that is not there', ['--tenant', 'constructor'], 'it names contoso, fabrikam'],
    ['a type that is none', ['--type', 'user'], 'mailbox, connector'],
    ['an argument', ['alice@contoso.com'], 'too many arguments'],
  ])('is refused with exit 2 for %s', async (_, args, says) => {
    expect(await text(...args)).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining(says) });
  });
});
