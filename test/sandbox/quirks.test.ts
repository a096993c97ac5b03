import { readFile } from 'node:fs/promises';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { SystemName } from '../../src/sandbox/faults.ts';
import { CATALOGUE, faultNamed } from '../../src/sandbox/quirks/catalogue.ts';
import type { Quirk } from '../../src/sandbox/quirks/quirk.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { accessToken, invoke } from './callers.ts';

const QUIRKS = Object.entries<Readonly<Record<string, Quirk>>>(CATALOGUE).flatMap(([system, quirks]) =>
  Object.entries(quirks).map(([name, quirk]) => ({ system, name, quirk })),
);
const LIST = { cmdlet: 'Get-BlockedSenderAddress' };
const REMOVE = { cmdlet: 'Remove-BlockedSenderAddress', parameters: { SenderAddress: 'alice@contoso.com' } };

describe('the document about faults', () => {
  const rows = async () => {
    const document = await readFile(new URL('../../docs/sandbox-faults.md', import.meta.url), 'utf8');
    const found = [...document.matchAll(/^\| `(\w+\/\w+)` +\| (.+?) +\|$/gmu)];
    return found.map(([, name, says]) => `${name}: ${says}`).toSorted();
  };

  it('tells every quirk in its own words, and no other', async () => {
    expect(await rows()).toEqual(
      QUIRKS.map(({ system, name, quirk }) => `${system}/${name}: ${quirk.says}`).toSorted(),
    );
  });
});

describe('a fault by name', () => {
  it.each([
    ['graph/notPremium', { system: 'graph', match: {} }],
    ['exchange/nulForbidden@Get-Mailbox', { system: 'exchange', match: { cmdlet: 'Get-Mailbox' } }],
    ['github/notFound@/reviews', { system: 'github', match: { path: '/reviews' } }],
    ['exchange/expiredPage', { system: 'exchange', match: { path: /skiptoken/i } }],
  ])('%s is one that strikes every time', (text, rule) => {
    expect(faultNamed(text)).toMatchObject({ ...rule, times: Infinity });
  });

  it.each(['graph', 'graph/', 'graph/nonsense', 'nonsense/notFound', 'graph/toString', '__proto__/x', ''])(
    'is not %s',
    (text) => {
      expect(() => faultNamed(text)).toThrow(/choose from exchange\/brokenConnection, /u);
    },
  );
});

describe('what Exchange does, as a fault', () => {
  let sandbox: Sandbox;
  let token: string;

  beforeEach(async () => {
    sandbox = await startSandbox();
    sandbox.trust();
    sandbox.tenant.restrict('alice@contoso.com', { createdAt: '2026-11-23T07:41:00Z', temporary: true });
    token = await accessToken(sandbox);
  });
  afterEach(() => sandbox.close());

  async function answerUnder(fault: string, call: Parameters<typeof invoke>[2] = LIST) {
    sandbox.faults.add(faultNamed(fault));
    return invoke(sandbox, token, call);
  }

  it.each<[string, number, RegExp]>([
    ['nulForbidden', 403, /^\0{64}$/u],
    ['userNotAllowed', 401, /"message":"User is not allowed to call Get-Mailbox"/u],
    [
      'hiddenParameter',
      400,
      /"message":"Invalid Operation","details":\[\{"code":"Client","target":"","message":"\|Microsoft\.Exchange\.AdminApi\.CommandInvocation\.AmbiguousParameterSetException\|Parameter set/u,
    ],
    ['badValue', 400, /"Invalid Operation","adminapi\.warnings@odata\.type":"#Collection\(String\)"/u],
    [
      'objectNotFound',
      404,
      /Ex6F9304\|Microsoft\.Exchange\.Configuration\.Tasks\.ManagementObjectNotFoundException\|/u,
    ],
    ['refusedForGood', 400, /Exception of type 'Microsoft\.[\w.]+DirectInvokeCmdletExecutionException' was thrown/u],
    ['serverBusy', 400, /ServerBusyException/u],
    ['serverSideError', 500, /server side error/u],
    ['noWarnings', 200, /^\{"value":\[\{"SenderAddress"/u],
    ['cutWithoutLink', 200, /"@adminapi\.warnings":\["There are more results/u],
    ['dotnetDates', 200, /"CreatedDatetime":"\/Date\(1795419660000\)\/"/u],
    ['localDates', 200, /"CreatedDatetime":"2026-11-23T07:41:00\.0000000"/u],
    ['americanDates', 200, /"CreatedDatetime":"05\/06\/2026 7:41:00 AM"/u],
    ['textFlags', 200, /"TemporaryBlock":"true"/u],
    ['otherCase', 200, /^\{"@odata\.context".*"value":\[\{"senderaddress"/u],
    ['typedProperties', 200, /"SenderAddress@odata\.type":"#String","SenderAddress":"alice/u],
    ['cutJson', 200, /[^}]$/u],
    ['emptyAnswer', 200, /^$/u],
  ])('%s answers %i', async (name, status, text) => {
    const answer = await answerUnder(`exchange/${name}`);
    expect({ status: answer.status, text: answer.text }).toEqual({ status, text: expect.stringMatching(text) });
  });

  it.each(['lostAnswer', 'emptyAnswer', 'cutJson', 'nothing', 'halfAnswer', 'errorUnderOk'])(
    'carries out a remove under %s',
    async (name) => {
      await answerUnder(`exchange/${name}`, REMOVE).catch(() => undefined);
      expect(sandbox.tenant.effectiveRemoves()).toHaveLength(1);
    },
  );

  it.each(['brokenConnection', 'internalError', 'throttled', 'nulForbidden', 'transientException', 'regionalRedirect'])(
    'does not carry out a remove under %s',
    async (name) => {
      await answerUnder(`exchange/${name}`, REMOVE).catch(() => undefined);
      expect(sandbox.tenant.effectiveRemoves()).toEqual([]);
    },
  );

  it('brings five thousand rows', async () => {
    const { body } = await answerUnder('exchange/megabytes');
    expect(body.value).toHaveLength(5_001);
  });
});

it('is known for every system', () => {
  const systems: readonly SystemName[] = ['exchange', 'graph', 'entra', 'oidc', 'github', 'git', 'webhook'];
  expect(new Set(QUIRKS.map(({ system }) => system))).toEqual(new Set(systems));
});
