import { expect, it, vi } from 'vitest';
import type { Fault } from '../../src/sandbox/faults.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox, ANALYST, REVIEWER } from '../../src/sandbox/story/cast.ts';
import type { TenantUser } from '../../src/sandbox/tenant/model.ts';
import { everyObject } from './every-object.ts';
import { reinstate } from './program.ts';
import { goodRequest, pathOf } from './request.ts';

/** Text that stands in the tenant and must come out nowhere; the number makes it unique. */
const planted = (what: string): string => `planted-${what}-4711`;

const CHECKS = { passwordReset: 'require', mfa: 'require', forwarding: 'require', inboxRules: 'require' } as const;

// Many runs of the program, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

/** Mailboxes in which each thing that may be private has a name that can be hunted. */
const MAILBOXES: Readonly<Record<string, Partial<TenantUser>>> = {
  address: { forwarding: { smtpAddress: `${planted('address')}@fabrikam.com` } },
  contact: { forwarding: { recipient: planted('contact') } },
  gone: { forwarding: { recipient: planted('gone') } },
  group: { forwarding: { recipient: planted('group') } },
  rule: { inboxRules: [{ name: planted('rule'), hidden: true, forwardTo: [`${planted('target')}@fabrikam.com`] }] },
  folder: { inboxRules: [{ name: planted('mover'), moveToFolder: `Éléments ${planted('folder')}` }] },
  inside: { inboxRules: [{ name: planted('inside'), redirectTo: [`${planted('group')}@contoso.com`] }] },
  subject: {
    inboxRules: [
      { name: 'a', subjectWords: [planted('subject')], deleteMessage: true },
      { name: 'b', subjectOrBodyWords: [planted('words'), planted('more')], moveToFolder: 'Junk Email' },
    ],
  },
  shared: {
    kind: 'sharedMailbox',
    rights: { fullAccess: [planted('group')], sendAs: [planted('trustee')], sendOnBehalf: [], refused: [] },
  },
};

/** Plays the requests about all of them, runs the program after the merge, and returns everything that it printed. */
async function everythingSaid(world: Sandbox, runs: readonly (readonly string[])[]): Promise<string> {
  addPeople(world);
  world.tenant.contacts.push({ name: planted('contact'), externalAddress: `${planted('outside')}@fabrikam.com` });
  world.tenant.groups.push({ name: planted('group'), address: `${planted('group')}@contoso.com` });
  for (const [name, mailbox] of Object.entries(MAILBOXES)) {
    addSecuredMailbox(world, `${name}@contoso.com`);
    Object.assign(world.tenant.user(`${name}@contoso.com`), mailbox);
  }
  addSecuredMailbox(world, 'bob@contoso.com');
  const shared = `${goodRequest(world, 'shared@contoso.com')}securedAccount: bob@contoso.com\n`;
  const files = Object.keys(MAILBOXES).map((name) => [pathOf(name), goodRequest(world, `${name}@contoso.com`)]);
  const pullRequest = await world.forge.openPullRequest({
    branch: 'unblock',
    files: { ...Object.fromEntries(files), [pathOf('shared')]: shared },
    author: ANALYST,
  });
  world.forge.review(pullRequest, { user: REVIEWER, state: 'APPROVED' });
  const clone = await world.clone();
  const said: string[] = [];
  await world.forge.merge(pullRequest, { method: 'squash', by: REVIEWER });
  for (const args of runs) {
    const { stdout, stderr } = await reinstate(world, clone, args);
    said.push(stdout, stderr);
  }
  return said.join('\n');
}

async function hunt(world: Sandbox, runs: readonly (readonly string[])[]): Promise<void> {
  const said = await everythingSaid(world, runs);
  const objects = await everyObject(world);
  for (const name of Object.keys(MAILBOXES)) {
    expect(said).toContain(`contoso/${name}`);
    expect(objects).toContain(`contoso/${name}`);
  }
  expect(`${said}${objects}`).not.toContain('planted');
}

it('rules, the words they look for, targets, folders and trustees come out nowhere', async () => {
  await using world = await startSandbox({ policy: { evidence: CHECKS } });
  await hunt(world, [['plan'], ['plan', '--json'], ['reconcile'], ['reconcile', '--json'], ['replay']]);
  expect(world.tenant.effectiveRemoves()).toEqual([]);
});

/** Ways in which Exchange can quote what it was asked about, or what it found. */
function quotes(): readonly Fault[] {
  const type = 'Microsoft.Exchange.Management.SomeException';
  const message = `The rule "${planted('quoted')}" is broken, see ${planted('quoted')}@fabrikam.com`;
  const details = [{ code: 'Client', target: '', message: `Ex6F9304|${type}|${message}` }];
  return [
    { status: 400, body: { error: { code: planted('quoted'), message, details } } },
    { status: 404, body: { error: { message, innererror: { internalexception: { message, type } } } } },
    { status: 200, body: { error: { code: 'BadRequest', message } } },
    { status: 200, body: { '@adminapi.warnings': [message], value: [] } },
    { status: 403, body: { error: { code: 'Forbidden', message } } },
  ];
}

it.each([[['Get-Recipient']], [['Get-Mailbox', 'Get-InboxRule', 'Get-MailboxPermission', 'Get-RecipientPermission']]])(
  "not in Microsoft's own words either, where %s warn of them or fail",
  async (cmdlets) => {
    await using world = await startSandbox({ policy: { evidence: CHECKS } });
    const faults = cmdlets.flatMap((cmdlet) =>
      quotes().map((fault) => world.faults.add({ system: 'exchange', match: { cmdlet }, fault })),
    );
    await hunt(world, [['plan'], ['reconcile', '--json']]);
    expect(faults.reduce((sum, fault) => sum + fault.struck(), 0)).toBeGreaterThanOrEqual(quotes().length);
  },
);
