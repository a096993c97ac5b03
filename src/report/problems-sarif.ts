import { POLICY_PATH } from '../policy/parse-policy.ts';
import type { FileReport, ValidationReport } from '../policy/validate-files.ts';
import type { Problem } from '../request/problem.ts';
import { sentences } from './problems-summary.ts';
import { jsonText, plainText } from './text-safety.ts';

const RULES = [
  { id: 'invalid-request', shortDescription: { text: 'A request file must be valid.' } },
  { id: 'invalid-policy', shortDescription: { text: 'The policy must be valid.' } },
] as const;

/** A SARIF 2.1.0 log (OASIS), one result a problem; columns count UTF-16 code units. */
export function renderProblemsAsSarif({ files }: ValidationReport): string {
  return jsonText({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Reinstate', rules: RULES } },
        columnKind: 'utf16CodeUnits',
        results: files.flatMap((file) => file.problems.map((problem) => result(file, problem))),
      },
    ],
  });
}

function result({ path }: FileReport, { line, column, message, hint }: Problem): unknown {
  const ruleIndex = path === POLICY_PATH ? 1 : 0;
  return {
    ruleId: RULES[ruleIndex].id,
    ruleIndex,
    level: 'error',
    message: { text: plainText(sentences(message, hint)) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' },
          region: { startLine: line, startColumn: column },
        },
      },
    ],
  };
}
