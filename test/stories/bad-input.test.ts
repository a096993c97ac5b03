import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople } from '../../src/sandbox/story/cast.ts';
import { phases, reconcile, recordOf, reinstate, reinstateIn, type Reconciled } from './program.ts';
import { approvedRequest, goodRequest, landed, pathOf } from './request.ts';

/** What a run says of invalid files, by id. */
async function invalidFiles(world: Sandbox, clone: string, args: readonly string[]) {
  const { exitCode, stdout } = await reinstate(world, clone, ['reconcile', '--json', ...args]);
  const { results }: Pick<Reconciled, 'results'> = JSON.parse(stdout);
  const invalid = results.filter(({ phase }) => phase === 'Invalid');
  return { exitCode, reasons: Object.fromEntries(invalid.map(({ id, reason }) => [id, reason])) };
}

describe('bad input', () => {
  let world: Sandbox;

  beforeEach(async () => {
    world = await startSandbox();
    addPeople(world);
  });

  afterEach(async () => world.close());

  it('never stops the good requests beside it', async () => {
    await approvedRequest(world, 'alice');
    await landed(world, {
      [pathOf('broken')]: 'apiVersion: reinstate/v1\nkind: UnblockRequest\nentity: &a {}\n',
      [pathOf('elsewhere')]: goodRequest(world, 'eve@example.com'),
      'unblock-requests/fabrikam/alice.yaml': goodRequest(world, 'alice@contoso.com'),
      'unblock-requests/contoso/alice.yml': goodRequest(world, 'alice@contoso.com'),
    });
    const run = await reconcile(world, await world.clone());
    expect(phases(run)).toEqual({
      'contoso/alice': 'Unblocked',
      'contoso/broken': 'Invalid',
      'contoso/elsewhere': 'Invalid',
      'fabrikam/alice': 'Invalid',
      'unblock-requests/contoso/alice.yml': 'Invalid',
    });
    expect(run.exitCode).toBe(1);
    expect(await recordOf(world, 'broken')).toBeUndefined();
  });

  it('stands in the results with its place and what to do, and a run for one tenant tells that tenant its own', async () => {
    await landed(world, {
      [pathOf('bogus')]: `${goodRequest(world, 'bob@contoso.com')}bogus: 1\n`,
      'unblock-requests/fabrikam/alice.yaml': goodRequest(world, 'alice@contoso.com'),
      'unblock-requests/contoso/odd.yml': goodRequest(world, 'alice@contoso.com'),
      'unblock-requests/contoso/deep/er.yaml': goodRequest(world, 'alice@contoso.com'),
      'unblock-requests/contoso.yaml': goodRequest(world, 'alice@contoso.com'),
    });
    const own = {
      'contoso/bogus': expect.stringMatching(/^line \d\d:1: unknown key "bogus"\. [A-Z]/u),
      'unblock-requests/contoso/odd.yml': 'line 1:1: "odd.yml" has to end in .yaml. Rename it.',
      'unblock-requests/contoso/deep/er.yaml': expect.stringContaining('too deep. Move it up.'),
    };
    const clone = await world.clone();
    expect(await invalidFiles(world, clone, ['--tenant', 'contoso'])).toEqual({ exitCode: 1, reasons: own });
    expect(await invalidFiles(world, clone, [])).toEqual({
      exitCode: 1,
      reasons: {
        ...own,
        'fabrikam/alice': expect.stringMatching(/^line 1:1: the folder "fabrikam" names no tenant.*\. Move the file/u),
        'unblock-requests/contoso.yaml': expect.stringContaining('in the folder of no tenant. Move it.'),
      },
    });
  });

  it('in the policy stops everything, with the line', async () => {
    await approvedRequest(world, 'alice');
    const policy = world.policyYaml().replace('required: 1', 'required: 0');
    await world.forge.commit({ files: { '.github/reinstate.yml': policy }, author: 'octocat' });
    const clone = await world.clone();
    const run = await reconcile(world, clone);
    expect(run.exitCode).toBe(2);
    const line = policy.split('\n').findIndex((text) => text.includes('required: 0')) + 1;
    expect(run.stderr).toContain(`.github/reinstate.yml:${line}:`);
    expect(run.error?.message).toContain('.github/reinstate.yml');
    expect(world.tenant.log).toEqual([]);
  });

  it.each([
    ['a variable that is missing', { GITHUB_REPOSITORY: '' }, 'GITHUB_REPOSITORY is not set'],
    ['a repository that is not owner/name', { GITHUB_REPOSITORY: 'contoso' }, 'not of the form owner/name'],
    ['a GitHub without encryption', { GITHUB_API_URL: 'http://github.example' }, 'not an https address'],
  ])('in the environment is refused: %s', async (_, env, says) => {
    const run = await reconcile(world, await world.clone(), env);
    expect({ exitCode: run.exitCode, stderr: run.stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringContaining(says),
    });
  });

  it.each([
    ['an unknown command', ['unblock']],
    ['an unknown option', ['reconcile', '--force']],
    ['a fault that the sandbox does not know', ['sandbox', '--fault', 'exchange/nonsense']],
    ['a limit that is no number', ['reconcile', '--max-unblocks', 'many']],
  ])('on the command line is refused: %s', async (_, args) => {
    expect((await reinstate(world, await world.clone(), args)).exitCode).toBe(2);
  });

  it.each([
    ['an unknown option', ['validate', '--json', '--nosuch'], "unknown option '--nosuch'"],
    ['an unknown command', ['nosuch', '--json'], "unknown command 'nosuch'"],
    ['a limit that is no number', ['reconcile', '--max-unblocks', 'many', '--json'], 'give a whole number'],
    ['no entity', ['show', '--json'], "missing required argument 'entity'"],
    ['no command', ['help', 'nosuch', '--json'], 'no command is named'],
  ])('on the command line is told to programs in one document: %s', async (_, args, says) => {
    const { exitCode, stdout, stderr } = await reinstateIn(tmpdir(), args);
    expect({ exitCode, document: JSON.parse(stdout) }).toEqual({
      exitCode: 2,
      document: {
        error: { message: expect.stringMatching(new RegExp(`^(?!error).*${says}`, 'u')), hint: 'see reinstate help' },
      },
    });
    expect(stderr).not.toBe('');
  });

  it('on the command line says nothing in JSON to whoever does not ask for it', async () => {
    const { exitCode, stdout } = await reinstateIn(tmpdir(), ['validate', '--nosuch', '--', '--json']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });

  it('is a tenant that the policy does not name', async () => {
    const run = await reinstate(world, await world.clone(), ['reconcile', '--tenant', 'fabrikam']);
    expect({ exitCode: run.exitCode, stderr: run.stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringContaining('names no tenant fabrikam'),
    });
  });
});

describe('a public repository', () => {
  it('gets no records unless the policy says so', async () => {
    await using world = await startSandbox({ private: false });
    addPeople(world);
    await approvedRequest(world, 'alice');
    const run = await reconcile(world, await world.clone());
    expect({ exitCode: run.exitCode, stderr: run.stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringContaining('publicRecords'),
    });
    expect(world.tenant.effectiveRemoves()).toEqual([]);
  });
});
