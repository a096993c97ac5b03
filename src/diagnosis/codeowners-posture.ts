import { ownersOf, readCodeowners } from './codeowners.ts';
import type { PosturePoint } from './finding.ts';
import type { PostureFacts } from './posture-facts.ts';
import { notRead, point } from './posture-point.ts';

/** Where GitHub looks for code owners, the first that is there (GitHub docs, "About code owners"). */
export const CODEOWNERS_PATHS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

/** Files that may come to be: whoever lands one of them unreviewed owns the tenants. */
const IMAGINED = ['.github/reinstate.yml', '.github/workflows/another.yml', '.github/another/folder/file'];

const REMEDY = 'let the last line of .github/CODEOWNERS be: /.github/ @<organisation>/<team of the owners>';

/** Whether everything below `.github/` has an owner, the list of owners included. */
export function judgeCodeowners({ codeowners, codeownersErrors, githubFiles }: PostureFacts): PosturePoint {
  const say = point(null, 'branches', 'codeowners', true);
  if (!codeowners) return say.problem('there is no CODEOWNERS file, so nothing below .github/ has an owner', REMEDY);
  if (!codeownersErrors.answered) return notRead(say, codeownersErrors, 'Contents: read');
  const broken = codeownersErrors.value;
  const rules = readCodeowners(codeowners.text, new Set(broken.map(({ line }) => line)));
  const paths = [...new Set([codeowners.path, ...githubFiles, ...IMAGINED])];
  const ownerless = paths.filter((path) => ownersOf(rules, path).length === 0);
  if (ownerless.length === 0) return say.ok(`${codeowners.path} gives everything below .github/ an owner`);
  const errors = broken.map(({ line, kind }) => `line ${line}: ${kind}`).join(', ');
  return say.problem(
    `${codeowners.path} gives ${ownerless.slice(0, 3).join(', ')} no owner${errors === '' ? '' : `; GitHub says: ${errors}`}`,
    REMEDY,
  );
}
