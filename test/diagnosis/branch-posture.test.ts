import { describe, expect, it } from 'vitest';
import type { Asked } from '../../src/diagnosis/asked.ts';
import type { BranchFacts } from '../../src/diagnosis/posture-facts.ts';
import { judgePosture } from '../../src/diagnosis/posture.ts';
import type { BranchProtection, BypassActor } from '../../src/ports/repository-settings.ts';
import { answered } from './facts.ts';
import { APP, branchOf, ruleOf, rulesetOf, soundFacts, soundMain, soundRecords } from './posture-facts.ts';

const ADMIN: BypassActor = { type: 'RepositoryRole', id: 5 };
const ACTIONS: BypassActor = { type: 'Integration', id: 15_368 };
const OTHER_APP: BypassActor = { type: 'Integration', id: 5 };
const DENIED: Asked<never> = { answered: false, cause: 'right', message: 'refused', hint: undefined };
const SILENT: Asked<never> = { answered: false, cause: 'outage', message: 'silence', hint: undefined };
const PROTECTED: BranchProtection = {
  approvals: 1,
  codeOwners: true,
  forcePushes: false,
  deletions: false,
  bindsAdministrators: true,
  bypass: [],
};

/** What is not as it should be: check, status, and whether a run refuses without it. */
function wrong(changes: Partial<ReturnType<typeof soundFacts>>) {
  return judgePosture({ ...soundFacts(), ...changes })
    .filter(({ status }) => status !== 'ok')
    .map(({ check, status, required }) => `${check} ${status}${required ? '' : ', not required'}`);
}

describe('a repository that is set up as it has to be', () => {
  it('has nothing to mend', () => {
    expect(wrong({})).toEqual([]);
  });
});

describe('the default branch', () => {
  const bare: BranchFacts = branchOf([], []);
  const older = (protection: Asked<BranchProtection | undefined>): BranchFacts => ({ ...bare, protection });

  it.each<[string, BranchFacts, readonly string[]]>([
    [
      'with nothing to protect it',
      older(answered(undefined)),
      ['main.review problem', 'main.codeOwnerReview problem', 'main.forcePush problem', 'main.deletion problem'],
    ],
    [
      'without approvals',
      branchOf(
        [{ ...ruleOf('pullRequest', 1), approvals: 0 }, ruleOf('noForcePush', 1), ruleOf('noDeletion', 1)],
        [rulesetOf(1, [])],
      ),
      ['main.review problem'],
    ],
    [
      'without code owners',
      branchOf(
        [{ ...ruleOf('pullRequest', 1), codeOwners: false }, ruleOf('noForcePush', 1), ruleOf('noDeletion', 1)],
        [rulesetOf(1, [])],
      ),
      ['main.codeOwnerReview problem'],
    ],
    ['with protection of the older kind', older(answered(PROTECTED)), []],
    [
      'with older protection that asks for no approval',
      older(answered({ ...PROTECTED, approvals: 0 })),
      ['main.review problem'],
    ],
    [
      'with older protection that lets administrators pass',
      older(answered({ ...PROTECTED, bindsAdministrators: false })),
      ['main.bypass problem'],
    ],
    [
      'with older protection that lets somebody pass',
      older(answered({ ...PROTECTED, bypass: ['octocat'] })),
      ['main.bypass problem'],
    ],
    [
      'with older protection that allows force pushes and deletions',
      older(answered({ ...PROTECTED, forcePushes: true, deletions: true })),
      ['main.forcePush problem', 'main.deletion problem'],
    ],
    [
      'whose older protection is not shown',
      older(DENIED),
      ['main.review unknown', 'main.codeOwnerReview unknown', 'main.forcePush unknown', 'main.deletion unknown'],
    ],
    [
      'whose rules are not shown',
      { rules: SILENT, rulesets: new Map(), protection: answered(undefined) },
      ['main.review unknown', 'main.codeOwnerReview unknown', 'main.forcePush unknown', 'main.deletion unknown'],
    ],
    ['that administrators may pass by', soundMain([ADMIN]), ['main.bypass problem']],
    ['that an App may pass by', soundMain([APP]), ['main.bypass problem']],
    ['whose bypass list is not shown', soundMain('hidden'), ['main.bypass unknown, not required']],
    ['that the token of the run may pass by', soundMain('hidden', false), ['main.bypass problem']],
    [
      'that one ruleset lets administrators pass by and another does not',
      branchOf(
        [1, 2].flatMap((id) => [ruleOf('pullRequest', id), ruleOf('noForcePush', id), ruleOf('noDeletion', id)]),
        [rulesetOf(1, [ADMIN]), rulesetOf(2, [])],
      ),
      [],
    ],
    [
      'whose ruleset can not be read',
      { ...soundMain(), rulesets: new Map([[1, SILENT]]) },
      ['main.bypass unknown, not required'],
    ],
  ])('%s', (_, main, expected) => {
    expect(wrong({ main })).toEqual(expected);
  });

  it('names who may pass by, and how to end that', () => {
    const points = judgePosture({ ...soundFacts(), main: soundMain([ADMIN, { type: 'Team', id: 7 }]) });
    expect(points.find(({ check }) => check === 'main.bypass')).toMatchObject({
      message: 'RepositoryRole 5 (admin), Team 7 may pass by ruleset "rules 1" of main',
      remedy: `echo '{"bypass_actors":[]}' | gh api --method PUT repos/contoso/unblock/rulesets/1 --input -`,
    });
  });

  it('is mended by the ruleset that init wrote, where there is one', () => {
    const githubFiles = ['.github/rulesets/main.json', '.github/rulesets/records-writer.json'];
    const bareRecords = new Map([['contoso', branchOf([], [])]]);
    const points = judgePosture({ ...soundFacts(), githubFiles, main: branchOf([], []), records: bareRecords });
    const remedies = new Map(points.map(({ check, remedy }) => [check, remedy]));
    const create = 'gh api --method POST repos/contoso/unblock/rulesets --input';
    expect(remedies.get('main.review')).toBe(`${create} .github/rulesets/main.json`);
    expect(remedies.get('records.update')).toBe(`${create} .github/rulesets/records-writer.json`);
    expect(remedies.get('records.deletion')).toMatch(/^echo '.*' \| gh api .* --input -$/u);
  });

  it('names the organisation whose ruleset it is', () => {
    const rules = soundMain([ADMIN]);
    const rulesets = new Map([[1, answered({ ...rulesetOf(1, [ADMIN]), source: 'contoso' })]]);
    const points = judgePosture({ ...soundFacts(), main: { ...rules, rulesets } });
    expect(points.find(({ check }) => check === 'main.bypass')?.remedy).toContain('orgs/contoso/rulesets/1');
  });
});

describe('the records', () => {
  it.each<[string, BranchFacts, readonly string[]]>([
    [
      'without rules',
      branchOf([], []),
      ['records.forcePush problem', 'records.deletion problem', 'records.update problem'],
    ],
    [
      'that everybody may update',
      branchOf([ruleOf('noForcePush', 2), ruleOf('noDeletion', 2)], [rulesetOf(2, [])]),
      ['records.update problem'],
    ],
    ['that nobody may update', soundRecords([]), ['records.writer problem']],
    ['that an administrator may update too', soundRecords([APP, ADMIN]), ['records.writer problem']],
    ['that an administrator may update', soundRecords([ADMIN]), ['records.writer problem']],
    ['that two Apps may update', soundRecords([APP, OTHER_APP]), ['records.writer problem']],
    ['that every workflow may update', soundRecords([ACTIONS]), ['records.writer problem']],
    ['that the App may push to by force as well', soundRecords([APP], [APP]), []],
    ['that another App may push to by force', soundRecords([APP], [OTHER_APP]), ['records.writer problem']],
    ['that an administrator may delete', soundRecords([APP], [ADMIN]), ['records.writer problem']],
    ['whose writers are not shown', soundRecords('hidden'), ['records.writer unknown, not required']],
    ['whose others are not shown', soundRecords([APP], 'hidden'), ['records.writer unknown, not required']],
    [
      'whose rules are not shown',
      { rules: DENIED, rulesets: new Map() },
      ['records.forcePush unknown', 'records.deletion unknown', 'records.update unknown'],
    ],
  ])('%s', (_, records, expected) => {
    expect(wrong({ records: new Map([['contoso', records]]) })).toEqual(expected);
  });

  it('of each tenant are looked at by themselves', () => {
    const records = new Map([
      ['contoso', soundRecords()],
      ['fabrikam', branchOf([], [])],
    ]);
    const points = judgePosture({ ...soundFacts(), records }).filter(({ status }) => status !== 'ok');
    expect(new Set(points.map(({ tenant }) => tenant))).toEqual(new Set(['fabrikam']));
  });
});

describe('what workflows may do', () => {
  it.each([
    ['approve', { mayApprovePullRequests: true, writesByDefault: false }, ['approvals problem']],
    [
      'write by default',
      { mayApprovePullRequests: false, writesByDefault: true },
      ['defaultToken problem, not required'],
    ],
  ])('is too much where they may %s', (_, permissions, expected) => {
    expect(wrong({ permissions: answered(permissions) })).toEqual(expected);
  });

  it('is unknown where it is not shown, and the right that shows it is named', () => {
    const points = judgePosture({ ...soundFacts(), permissions: DENIED }).filter(({ status }) => status !== 'ok');
    expect(points).toEqual([
      expect.objectContaining({ check: 'approvals', remedy: expect.stringContaining('"Administration: read"') }),
    ]);
  });
});

describe('an environment', () => {
  const main = { name: 'main', type: 'branch' } as const;
  it.each([
    ['of the default branch', [main], 'ok'],
    ['of every branch', 'any', 'problem'],
    ['of protected branches', 'protected', 'problem'],
    ['of another branch', [{ ...main, name: 'release/*' }], 'problem'],
    ['of another branch as well', [main, { ...main, name: 'dev' }], 'problem'],
    ['of a tag of that name', [{ name: 'main', type: 'tag' }], 'problem'],
    ['of no branch', [], 'problem'],
    ['that is not there', undefined, 'problem'],
  ] as const)('%s', (_, branches, status) => {
    const environments = answered(new Map([['microsoft365', answered(branches)]]));
    const points = judgePosture({ ...soundFacts(), environments });
    expect(points.find(({ check }) => check === 'environment microsoft365')).toMatchObject({ status, required: true });
  });

  it.each([
    ['one', answered(new Map([['microsoft365', DENIED]])), 'environment microsoft365'],
    ['all', DENIED, 'environments'],
  ] as const)('is unknown where %s can not be read', (_, environments, check) => {
    expect(wrong({ environments })).toEqual([`${check} unknown`]);
  });
});
