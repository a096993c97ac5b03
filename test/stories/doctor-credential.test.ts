import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { describe, expect, it } from 'vitest';
import { changePolicy, diagnose, soundWorld } from './doctor.ts';

const DAY_MS = 24 * 3_600_000;

describe('doctor and what the apps prove themselves with', () => {
  it('prints the actual subject in both forms where the repository has ids in it', async () => {
    const world = await soundWorld({ subject: 'immutable' });
    const { reader } = world.tenant;
    const subject = 'repo:contoso/unblock:environment:contoso';
    reader.federatedCredentials = reader.federatedCredentials.map((one) => ({ ...one, subject }));
    const { wrong } = await diagnose(world);
    const actual = 'repo:contoso@123456/unblock@456789:environment:contoso';
    expect(wrong).toHaveLength(1);
    expect(wrong[0]?.message).toContain(`the job's actual subject is ${actual}`);
    expect(wrong[0]?.message).toContain(`${subject} in the form with names, ${actual} in the form with ids`);
    expect(wrong[0]?.remedy).toContain(`"subject":"${actual}"`);
  });

  it('says how a job gets an identity token where it has none', async () => {
    const { wrong, exitCode } = await diagnose(await soundWorld(), { ACTIONS_ID_TOKEN_REQUEST_URL: '' });
    expect(wrong).toEqual([
      expect.objectContaining({
        check: 'proof',
        status: 'problem',
        remedy: expect.stringContaining('id-token: write'),
      }),
    ]);
    expect(exitCode).toBe(2);
  });

  it('knows an app that is reader and writer at once', async () => {
    const world = await soundWorld();
    await changePolicy(world, (text) => text.replace(/ *readerClientId: .*\n/u, ''));
    const { findings, wrong } = await diagnose(world);
    expect(wrong).toEqual([]);
    expect(findings.filter(({ check }) => check.endsWith('.cmdlets')).map(({ check }) => check)).toEqual([
      'app.cmdlets',
    ]);
  });

  it('says that Azure CLI only reads, and how to sign in', async () => {
    const world = await soundWorld();
    await changePolicy(world, (text) => text.replace('githubOidc', 'azureCli'));
    const { wrong } = await diagnose(world, { PATH: '/usr/bin:/bin' });
    expect(wrong.map(({ check, status }) => [check, status])).toEqual([
      ['proof', 'problem'],
      ['reader.token', 'unknown'],
    ]);
    expect(wrong[1]?.remedy).toContain('az login');
  });
});

describe('doctor and a certificate', () => {
  interface Drawn {
    readonly pem: string;
    readonly certificate: string;
  }

  async function drawn(days: { readonly from: number; readonly to: number }): Promise<Drawn> {
    const at = (offset: number): Date => new Date(Date.now() + offset * DAY_MS);
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'reinstate' }], {
      notBeforeDate: at(days.from),
      notAfterDate: at(days.to),
    });
    return { pem: `${cert}\n${key}`, certificate: cert };
  }

  async function withCertificate(pem: string, known: readonly string[]) {
    const world = await soundWorld();
    for (const app of world.tenant.apps) app.certificates = known;
    await changePolicy(world, (text) => text.replace('githubOidc', 'certificate'));
    const path = join(await world.clone(), 'app.pem');
    await writeFile(path, pem);
    return diagnose(world, { AZURE_CLIENT_CERTIFICATE_PATH: path });
  }

  it('finds nothing to mend where it is good and the app knows it', async () => {
    const { pem, certificate } = await drawn({ from: -1, to: 200 });
    const { wrong, findings } = await withCertificate(pem, [certificate]);
    expect(wrong).toEqual([]);
    expect(findings.find(({ check }) => check === 'proof')?.message).toMatch(
      /^the certificate [0-9A-F]{40} is valid until/u,
    );
  });

  it('says how to register one that the app does not know', async () => {
    const { pem } = await drawn({ from: -1, to: 200 });
    const { wrong } = await withCertificate(pem, []);
    expect(wrong.map(({ check }) => check)).toEqual(['reader.token', 'writer.token']);
    expect(wrong[1]?.message).toContain('AADSTS700027');
    expect(wrong[1]?.remedy).toBe(
      'az ad app credential reset --id 22222222-2222-2222-2222-222222222222 --cert @certificate.pem --append',
    );
  });

  it.each([
    ['is over', { from: -20, to: -1 }, 'was valid until'],
    ['is not valid yet', { from: 1, to: 200 }, 'is valid only from'],
    ['ends within a month', { from: -1, to: 20 }, 'ends soon'],
  ])('tells that it %s', async (_, days, message) => {
    const { pem, certificate } = await drawn(days);
    const { wrong } = await withCertificate(pem, [certificate]);
    expect(wrong[0]).toMatchObject({
      check: 'proof',
      status: 'problem',
      message: expect.stringContaining(message),
    });
  });

  it('tells that the key beside it is another one', async () => {
    const [one, other] = await Promise.all([drawn({ from: -1, to: 200 }), drawn({ from: -1, to: 200 })]);
    const key = other.pem.slice(other.certificate.length);
    const { wrong, printed } = await withCertificate(one.certificate + key, [one.certificate]);
    expect(wrong[0]).toMatchObject({ check: 'proof', message: expect.stringContaining('key of another certificate') });
    expect(printed).not.toContain('PRIVATE KEY-');
  });

  it('tells that there is none', async () => {
    const { wrong } = await withCertificate('', []);
    expect(wrong).toEqual([
      expect.objectContaining({ check: 'proof', remedy: expect.stringContaining('AZURE_CLIENT_CERTIFICATE_PATH') }),
    ]);
  });
});
