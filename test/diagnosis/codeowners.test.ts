import { describe, expect, it } from 'vitest';
import { ownersOf, readCodeowners } from '../../src/diagnosis/codeowners.ts';
import { judgeCodeowners } from '../../src/diagnosis/codeowners-posture.ts';
import { soundFacts } from './posture-facts.ts';

function owners(text: string, path: string, broken: readonly number[] = []): readonly string[] {
  return ownersOf(readCodeowners(text, new Set(broken)), path);
}

describe('a pattern of CODEOWNERS', () => {
  it.each([
    ['*', 'a/b.yml', true],
    ['/.github/', '.github/workflows/ci.yml', true],
    ['.github/', '.github/workflows/ci.yml', true],
    ['.github/', 'sub/.github/x', true],
    ['/.github', '.github/workflows/ci.yml', true],
    ['/.github/**', '.github/workflows/ci.yml', true],
    ['.github/**', '.github/a', true],
    ['**/workflows', '.github/workflows/ci.yml', true],
    ['/.github/**/*.yml', '.github/workflows/ci.yml', true],
    ['/.github/**/*.yml', '.github/ci.yml', true],
    ['*.yml', '.github/workflows/ci.yml', true],
    ['workflows', '.github/workflows/ci.yml', true],
    ['/.github/workflows/c?.yml', '.github/workflows/ci.yml', true],
    ['/.github/*', '.github/reinstate.yml', true],
    ['/.github/*', '.github/workflows/ci.yml', false],
    ['/.git*', '.github/workflows/ci.yml', false],
    ['/github/', '.github/x', false],
    ['/.github/', '.github', false],
    ['/workflows', '.github/workflows/ci.yml', false],
    ['/.github/workflows/ci.ym', '.github/workflows/ci.yml', false],
    ['/.github/c*i', '.github/ci', true],
    ['/.github/c*ic', '.github/ci', false],
    ['/.GitHub/', '.github/x', false],
    ['!/.github/', '.github/x', false],
    ['/.github/[a-z]', '.github/x', false],
  ])('%s: %s is matched: %s', (pattern, path, matched) => {
    expect(owners(`${pattern} @octocat`, path)).toEqual(matched ? ['@octocat'] : []);
  });

  it('that is last has the last word', () => {
    const text =
      '* @everybody\n/.github/ @octocat # who looks after it\n/.github/workflows/ @monalisa docs@contoso.com\n';
    expect(owners(text, 'README.md')).toEqual(['@everybody']);
    expect(owners(text, '.github/reinstate.yml')).toEqual(['@octocat']);
    expect(owners(text, '.github/workflows/ci.yml')).toEqual(['@monalisa', 'docs@contoso.com']);
  });

  it.each(['/.github/workflows/', '/.github/work*', '!/.github/workflows/', '/.github/[w]orkflows/'])(
    'takes ownership away without an owner, however far it may reach: %s',
    (pattern) => {
      expect(owners(`/.github/ @octocat\n${pattern}\n`, '.github/workflows/ci.yml')).toEqual([]);
    },
  );

  it('with something wrong with it gives nobody anything', () => {
    expect(owners('/.github/ @nobody', '.github/a', [1])).toEqual([]);
  });

  it('costs no more than it is long: this ends', () => {
    expect(owners(`/${'*a'.repeat(200)} @octocat`, `${'a'.repeat(100)}b`)).toEqual([]);
    expect(owners(`${'**/a/'.repeat(30)}b @octocat`, 'a/a/a/a/a/a/c')).toEqual([]);
  });
});

describe('code owners', () => {
  const errors = (line: number) => ({ answered: true, value: [{ line, kind: 'Unknown owner' }] }) as const;
  const file = (text: string, path = '.github/CODEOWNERS') => ({ codeowners: { path, text } });

  it.each([
    ['of everything', file('* @octocat'), 'ok'],
    ['of .github/', file('/.github/ @octo-org/owners'), 'ok'],
    ['of .github/ and of a file of owners that is elsewhere', file('/.github/ @a\n/CODEOWNERS @a', 'CODEOWNERS'), 'ok'],
    ['but not of the file of owners', file('/.github/ @octocat', 'CODEOWNERS'), 'problem'],
    ['of today’s workflows only', file('/.github/workflows/reconcile.yml @octocat'), 'problem'],
    ['of all that there is today', file('/.github/CODEOWNERS @a\n/.github/reinstate.yml @a\n*.yml @a'), 'problem'],
    ['of nothing any more', file('* @octocat\n/.github/workflows/\n'), 'problem'],
    ['that GitHub does not know', { ...file('* @nobody'), codeownersErrors: errors(1) }, 'problem'],
    ['with a mistake elsewhere', { ...file('/docs/ @nobody\n/.github/ @octocat'), codeownersErrors: errors(1) }, 'ok'],
    ['that are not there', { codeowners: undefined }, 'problem'],
  ])('%s', (_, changes, status) => {
    expect(judgeCodeowners({ ...soundFacts(), ...changes })).toMatchObject({ status, required: true });
  });

  it('say which line is wrong', () => {
    const point = judgeCodeowners({ ...soundFacts(), ...file('* @nobody'), codeownersErrors: errors(1) });
    expect(point.message).toContain('GitHub says: line 1: Unknown owner');
  });
});
