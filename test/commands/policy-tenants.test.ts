import { cpSync, mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createColors } from 'picocolors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { policyTenantsCommand } from '../../src/commands/policy-tenants.ts';

const POLICY = '.github/reinstate.yml';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reinstate-policy-tenants-'));
  mkdirSync(join(folder, '.github'));
  cpSync(POLICY, join(folder, POLICY));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

let warnings: string[] = [];

async function run(json: boolean): Promise<{ readonly code: number; readonly out: string }> {
  let out = '';
  warnings = [];
  const code = await policyTenantsCommand(
    { json },
    {
      cwd: folder,
      env: {},
      version: '0',
      colours: createColors(false),
      out: (text) => {
        out += text;
      },
      progress: { warn: (text) => warnings.push(text), step: () => undefined },
    },
  );
  return { code, out };
}

describe('policy tenants', () => {
  it('names each tenant, for people and for a job each', async () => {
    expect(await run(false)).toEqual({ code: 0, out: 'contoso\n' });
    const { code, out } = await run(true);
    expect({ code, document: JSON.parse(out) }).toEqual({ code: 0, document: { tenants: ['contoso'] } });
  });

  it('warns of what belongs to none of them, which no job for a tenant tells', async () => {
    for (const name of ['contoso', 'fabrikam', 'README.md', 'odd.yaml']) {
      mkdirSync(join(folder, 'unblock-requests', name), { recursive: true });
    }
    expect(await run(false)).toEqual({ code: 0, out: 'contoso\n' });
    expect(warnings).toEqual([
      expect.stringMatching(/^unblock-requests\/fabrikam belongs to no tenant .*move it .*reinstate\.yml$/u),
      expect.stringContaining('unblock-requests/odd.yaml belongs to no tenant'),
    ]);
  });

  it.each([
    ['a policy that is invalid', () => writeFileSync(join(folder, POLICY), 'kind: Policy\n'), 'Add'],
    ['no policy', () => unlinkSync(join(folder, POLICY)), 'Write one at .github/reinstate.yml'],
  ])('names none and says what is wrong: %s', async (_name, spoil, hint) => {
    spoil();
    const { code, out } = await run(true);
    const document: { tenants: unknown[]; files: { path: string; problems: { hint: string }[] }[] } = JSON.parse(out);
    expect({ code, tenants: document.tenants }).toEqual({ code: 2, tenants: [] });
    expect(document.files[0]).toMatchObject({ path: POLICY, valid: false });
    expect(document.files[0]?.problems.map((problem) => problem.hint).join('\n')).toContain(hint);
    expect((await run(false)).out).toContain(hint);
  });
});
