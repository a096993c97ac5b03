import type { CheckedEvidence, Recommendation, RecommendationEvidence } from '../overview/recommendations.ts';
import type { EvidenceMode } from '../policy/policy.ts';
import type { Colours } from './colours.ts';
import { inAlignedColumns, type Cell } from './columns.ts';
import { plainText } from './text-safety.ts';

/** What the policy makes of a check, in a word. */
const MODES: Readonly<Record<EvidenceMode, string>> = {
  require: 'required',
  attest: 'attested',
  warn: 'warning',
  off: 'not asked',
};

/** A line for each recommendation, its mark first; below it, in a quiet one, what that was read from. */
export function recommendationLines(recommendations: readonly Recommendation[], colours: Colours): readonly string[] {
  const { dim } = colours;
  const lines = inAlignedColumns(recommendations.map((one) => cells(one, colours)));
  const indent = ' '.repeat('✓  1  '.length);
  return [
    ...lines.flatMap((line, index) => {
      const more = moreOn(recommendations[index]?.evidence, colours);
      return [line, ...more.map((text) => `${indent}${text}`)];
    }),
    '',
    ...legend(recommendations).map((line) => dim(line)),
  ];
}

function cells({ step, optional, title, evidence }: Recommendation, colours: Colours): readonly Cell[] {
  const { dim } = colours;
  return [
    mark(evidence, colours),
    { text: step === null ? '' : String(step), paint: dim },
    optional ? { text: title, paint: dim } : { text: title },
    modeCell(evidence, colours),
    evidence.result === 'notChecked' ? { text: evidence.reason, paint: dim } : { text: evidence.observed },
  ];
}

function mark({ result }: RecommendationEvidence, { green, red, yellow, dim }: Colours): Cell {
  const marks = {
    pass: { text: '✓', paint: green },
    fail: { text: '✗', paint: red },
    unknown: { text: '?', paint: yellow },
    notChecked: { text: '–', paint: dim },
  } as const;
  return marks[result];
}

function modeCell(evidence: RecommendationEvidence, { bold, dim }: Colours): Cell {
  if (evidence.result === 'notChecked') return { text: 'no check', paint: dim };
  return { text: MODES[evidence.mode], paint: evidence.mode === 'require' ? bold : dim };
}

function moreOn(evidence: RecommendationEvidence | undefined, { dim, yellow }: Colours): readonly string[] {
  if (!evidence || evidence.result === 'notChecked') return [];
  const { source, remedy } = evidence;
  const cure = remedy === undefined ? [] : [yellow(plainText(`waiting does not cure this: ${remedy}`))];
  return [dim(plainText(source)), ...cure];
}

function legend(recommendations: readonly Recommendation[]): readonly string[] {
  const numbered = recommendations.some(({ step }) => step !== null);
  return [
    ...(numbered
      ? ["Numbers are Microsoft's steps for a compromised account: 4 is the unblock, 5 to 7 are optional."]
      : []),
    'Where there is no check, somebody has to look: no request proves it.',
  ];
}

/** How the checks that the policy rests on stand, in one line; undefined where it rests on none. */
export function requiredText(recommendations: readonly Recommendation[], colours: Colours): string | undefined {
  const required = recommendations.flatMap(({ evidence }) => (isRequired(evidence) ? [evidence] : []));
  if (required.length === 0) return undefined;
  // With the mode attest an unknown rests on what a person states.
  const missing = required.filter(({ mode, result }) => (mode === 'attest' ? result === 'fail' : result !== 'pass'));
  if (missing.length === 0) return `${colours.green('✓')} everything that the policy requires is there`;
  const names = missing.map(({ check, result }) => `${check} ${result === 'fail' ? 'fails' : 'is unknown'}`);
  return `${colours.red('✗')} not everything that the policy requires is there: ${names.join(', ')}`;
}

function isRequired(evidence: RecommendationEvidence): evidence is CheckedEvidence {
  return evidence.result !== 'notChecked' && (evidence.mode === 'require' || evidence.mode === 'attest');
}
