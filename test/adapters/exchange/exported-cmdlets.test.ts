import { describe, expect, it } from 'vitest';
import { readExportedCmdlets } from '../../../src/adapters/exchange/exported-cmdlets.ts';
import { UnavailableError } from '../../../src/support/errors.ts';
import { scriptedServer, type Reply } from '../scripted-server.ts';
import { tenantPolicy } from '../tenant-policy.ts';
import { testClock } from '../test-clock.ts';

const TOKEN = 'planted-token-of-the-writer';

async function asked(reply: (index: number) => Reply) {
  const server = await scriptedServer((_, index) => reply(index));
  const tokens = { token: async () => TOKEN };
  const access = { tenant: tenantPolicy(), tokens, clock: testClock(), endpoint: server.origin };
  const reading = await readExportedCmdlets(access).catch((error: unknown) => error);
  return { reading, received: server.received };
}

const LIST = { value: [{ exportedCmdlets: 'Get-Mailbox, Remove-BlockedSenderAddress,,<script>' }] };

describe('the list of cmdlets', () => {
  it('is asked for with a GET that runs nothing', async () => {
    const { reading, received } = await asked(() => ({ body: LIST }));
    expect(reading).toEqual({ kind: 'exported', cmdlets: ['Get-Mailbox', 'Remove-BlockedSenderAddress'] });
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      method: 'GET',
      path: `/adminapi/v1.0/${tenantPolicy().tenantId}/EXOModuleFile?Version=3.9.2`,
      headers: { commandname: '*', authorization: `Bearer ${TOKEN}` },
      body: '',
    });
  });

  it('is found whatever the casing of its name, and over several rows', async () => {
    const body = { Value: [{ name: 'x' }, { ExportedCmdlets: 'Get-Mailbox' }, { exportedcmdlets: 'Get-Recipient' }] };
    expect((await asked(() => ({ body }))).reading).toEqual({
      kind: 'exported',
      cmdlets: ['Get-Mailbox', 'Get-Recipient'],
    });
  });

  it.each([
    ['neither grant', 401, 'noAppRole'],
    ['the app role alone', 403, 'noRole'],
  ])('tells of %s by a %d', async (_, status, kind) => {
    const headers = { 'x-ms-diagnostics': `2000003;reason="${TOKEN} is short"` };
    const { reading, received } = await asked(() => ({ status, headers, body: new Uint8Array(64) }));
    expect(reading).toMatchObject({ kind, said: expect.stringContaining('is short') });
    expect(JSON.stringify(reading)).not.toContain(TOKEN);
    expect(received).toHaveLength(1);
  });

  it('is asked for again after a passing failure', async () => {
    const { reading, received } = await asked((index) => (index === 0 ? { status: 503 } : { body: LIST }));
    expect(reading).toMatchObject({ kind: 'exported' });
    expect(received).toHaveLength(2);
  });

  it.each<[string, Reply]>([
    ['is cut off', { body: '{"value":[{"exportedCmdlets":"Get-' }],
    ['names no cmdlets', { body: { value: [{}] } }],
    ['has them in another type', { body: { value: [{ exportedCmdlets: ['Get-Mailbox'] }] } }],
    ['is a list', { body: [] }],
    ['is empty', { body: '' }],
    ['breaks off', { body: LIST, breakAfter: 'half the body' }],
    ['is an error that nobody knows', { status: 418, body: { error: { message: TOKEN } } }],
    ['leads elsewhere', { status: 302, headers: { location: 'https://exchange.example/' } }],
    ['is longer than anything could be', { body: 'x'.repeat(17 * 1024 * 1024) }],
  ])('is unknown where the answer %s', async (_, reply) => {
    const { reading } = await asked(() => reply);
    expect(reading).toBeInstanceOf(UnavailableError);
    expect(String(reading)).not.toContain(TOKEN);
  });
});
