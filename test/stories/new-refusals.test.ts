import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox } from '../../src/sandbox/story/cast.ts';
import { ALICES_NAME, ANSWERS, asAnalyst, cloneOfAnalyst, makeNew, unknownToGit } from './new-requests.ts';
import { reinstate } from './program.ts';

let world: Sandbox;
let clone: string;
beforeAll(async () => {
  world = await startSandbox();
  addPeople(world);
  addSecuredMailbox(world, 'alice@contoso.com');
  world.tenant.addUser({ address: 'bob@contoso.com' });
  clone = await cloneOfAnalyst(world);
});
afterEach(async () => {
  world.faults.clear();
  await world.git(['clean', '-fdq'], clone);
});
afterAll(async () => world.close());

const make = async (args: readonly string[], env?: Readonly<Record<string, string>>) =>
  makeNew(world, clone, args, env);

describe('nothing is written', () => {
  it.each([
    ['for nobody', [], 'nothing is named'],
    ['for what is no entity', ['alice'], '"alice" is no SMTP address'],
    ['for a domain of nobody', ['alice@contosso.com'], 'is in no domain of the policy'],
    ['for a tenant that is none', ['alice@contoso.com', '--tenant', 'fabrikam'], 'names no tenant "fabrikam"'],
    ['without what can not be looked up', ['alice@contoso.com'], '--attested-at'],
    ['after a request that never was', ['--from', 'contoso/nothing'], 'there is no request contoso/nothing'],
    ['after what is no id', ['--from', 'nothing'], 'is no id of a request'],
    ['under a name that is none', ['alice@contoso.com', ...ANSWERS, '--name', '../x'], 'cannot name a request'],
    ['for several under one name', ['alice@contoso.com', 'bob@contoso.com', '--name', 'x'], '--name names one request'],
    ['for one that is not restricted', ['bob@contoso.com', ...ANSWERS], 'bob@contoso.com is not restricted'],
    [
      'for one of two that is not restricted',
      ['alice@contoso.com', 'bob@contoso.com'],
      'bob@contoso.com is not restricted',
    ],
    ['for one that has no mailbox', ['carol@contoso.com'], 'has no such mailbox'],
  ])('%s', async (_, args, says) => {
    const made = await make(args);
    expect(made).toMatchObject({ exitCode: 2, error: { message: expect.stringContaining(says) } });
    expect(await unknownToGit(world, clone)).toBe('');
  });

  it('unless that is forced', async () => {
    const made = await make(['bob@contoso.com', ...ANSWERS, '--force']);
    expect(made).toMatchObject({ exitCode: 0, files: [{ entity: 'bob@contoso.com' }] });
  });

  it('of what was attested before the restriction', async () => {
    const made = await make(['alice@contoso.com', ...ANSWERS, '--attested-at', '4h']);
    expect(made.error?.message).toMatch(
      /^--attested-at: \S+Z is not after \S+Z, when alice@contoso.com was restricted$/u,
    );
  });
});

describe('what could not be looked up is said, and the file is written all the same', () => {
  it.each([
    [
      'an incomplete list',
      { system: 'exchange', match: { cmdlet: 'Get-BlockedSenderAddress' }, fault: { status: 500 } },
    ],
    ['a tenant that gives no token', { system: 'entra', fault: { status: 503 } }],
  ] as const)('%s', async (_, rule) => {
    world.faults.add({ ...rule, times: Infinity });
    const made = await make(['alice@contoso.com', ...ANSWERS]);
    expect(made).toMatchObject({ exitCode: 0, files: [{ id: expect.stringMatching(ALICES_NAME) }] });
    expect(made.stderr).toContain('not checked whether alice@contoso.com is restricted, nor since when: ');
    expect(await readFile(join(clone, made.files[0]?.path ?? ''), 'utf8')).not.toContain('restrictedSince');
    expect((await reinstate(world, clone, ['validate'])).exitCode).toBe(0);
  });

  it('a credential that only a workflow has', async () => {
    const made = await make(['alice@contoso.com', ...ANSWERS], { ACTIONS_ID_TOKEN_REQUEST_URL: '' });
    expect(made.exitCode).toBe(0);
    expect(made.stderr).toContain('not checked whether alice@contoso.com is restricted');
  });

  it('an origin that does not answer: then the folder speaks for itself, and no pull request is opened', async () => {
    world.faults.add({ system: 'git', fault: { status: 503 }, times: Infinity });
    const made = await make(['alice@contoso.com', ...ANSWERS]);
    expect(made).toMatchObject({ exitCode: 0, files: [{ id: expect.stringMatching(ALICES_NAME) }] });
    expect(made.stderr).toContain("this folder's policy counts");
    const opened = await make(['alice@contoso.com', ...ANSWERS, '--open-pr'], asAnalyst(world));
    expect(opened).toMatchObject({
      exitCode: 3,
      error: { message: expect.stringContaining('origin could not be asked') },
    });
  });
});
