import { readdirSync, readFileSync } from 'node:fs';
import { validateFiles, type FileReport, type SourceFile } from '../../src/policy/validate-files.ts';

const FOLDER = new URL('../fixtures/requests/', import.meta.url);
const NOW = '2026-11-23T12:00:00.000Z';

/** Names of the request fixtures of a kind. */
export function fixtureNames(kind: 'valid' | 'invalid'): readonly string[] {
  return readdirSync(new URL(`${kind}/`, FOLDER))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length));
}

/** A fixture as `validate` finds it; a comment `# path: …` or `# mode: …` stands in for where and what it is. */
export function readFixture(kind: 'valid' | 'invalid', name: string): SourceFile {
  const bytes = readFileSync(new URL(`${kind}/${name}.yaml`, FOLDER));
  const said = (key: string): string | undefined =>
    new RegExp(`^# ${key}: (.*)$`, 'mu').exec(bytes.toString('latin1'))?.[1];
  return {
    path: said('path') ?? 'unblock-requests/contoso/2026-11-23-alice.yaml',
    mode: said('mode') ?? '100644',
    bytes: new Uint8Array(bytes),
  };
}

/** What is expected of an invalid fixture, as the file beside it says. */
export function expectedOf(name: string): string {
  return readFileSync(new URL(`invalid/${name}.expected.txt`, FOLDER), 'utf8');
}

/** What `validate` says about a fixture under the policy that lies beside them. */
export function judge(file: SourceFile): FileReport {
  const bytes = new Uint8Array(readFileSync(new URL('policy.yml', FOLDER)));
  const { policyUsable, files } = validateFiles([file], { path: '.github/reinstate.yml', mode: '100644', bytes }, NOW);
  const [report] = files;
  if (!policyUsable || !report) throw new Error('the policy of the fixtures is not usable');
  return report;
}

/** Every problem of a fixture, as it is expected in the file beside it. */
export function describeProblems(file: SourceFile): string {
  return judge(file)
    .problems.map(({ line, column, message, hint }) => `${line}:${column}: ${message}\n  ${hint}\n`)
    .join('');
}
