import type { FileState } from '../init/plan-files.ts';
import type { OpenPlace } from '../init/render.ts';
import { assertNever } from '../support/assert-never.ts';
import type { Colours } from './colours.ts';
import { plainText } from './text-safety.ts';

/** What init did, as far as text needs it. */
export interface InitReport {
  readonly files: readonly { readonly path: string; readonly state: FileState; readonly reason: string }[];
  readonly open: readonly OpenPlace[];
}

const WIDTH = 'unchanged'.length;

/** A line for each file, how to see what was not taken over, and what is left to do. */
export function renderInit({ files, open }: InitReport, colours: Colours): string {
  const rows = files.map(({ path, state, reason }) => {
    const why = reason === '' ? '' : `  ${colours.dim(reason)}`;
    return `${paint(state, colours)}  ${plainText(path)}${why}`;
  });
  const done = open.length === 0 && !files.some(({ state }) => state === 'written' || state === 'updated');
  const rest = done ? ['Nothing was changed.'] : nextSteps(open, colours);
  return `${[...rows, ...keptAdvice(files), '', ...rest].join('\n')}\n`;
}

function keptAdvice(files: InitReport['files']): readonly string[] {
  const kept = files.find(({ state }) => state === 'kept')?.path;
  const removed = files.some(({ state }) => state === 'removed');
  return [
    ...(kept === undefined
      ? []
      : [
          '',
          'What init would write can be compared:',
          `  reinstate init --print ${kept} | git diff --no-index ${kept} -`,
        ]),
    ...(removed ? ['', 'A removed file comes back once its line is taken out of .github/reinstate.init.json.'] : []),
  ];
}

function nextSteps(open: readonly OpenPlace[], colours: Colours): readonly string[] {
  const steps = [
    ...(open.length > 0
      ? [['Fill in what init was not told, or run it again with its options:', ...placesByFile(open)]]
      : []),
    ['Check it: reinstate validate, then reinstate policy test'],
    ['Commit it to the default branch, then protect that and the records:', ...rulesets()],
    ['Set up the GitHub App, the environments and Entra: docs/adopting.md of Reinstate has each command.'],
    ['Switch it on: gh variable set REINSTATE_ENABLED --body true'],
  ];
  return [
    colours.bold('Next'),
    ...steps.flatMap(([first = '', ...rest], index) => [
      `  ${index + 1}. ${first}`,
      ...rest.map((line) => `     ${line}`),
    ]),
  ];
}

function placesByFile(open: readonly OpenPlace[]): readonly string[] {
  const lines = Map.groupBy(open, ({ path }) => path);
  return [...lines].map(([path, places]) => {
    const numbers = places.map(({ line }) => line).join(', ');
    return `${plainText(path)}, ${places.length === 1 ? 'line' : 'lines'} ${numbers}`;
  });
}

function rulesets(): readonly string[] {
  return ['main', 'records-history', 'records-writer'].map(
    (name) => `gh api 'repos/{owner}/{repo}/rulesets' --input .github/rulesets/${name}.json`,
  );
}

function paint(state: FileState, colours: Colours): string {
  const text = state.padEnd(WIDTH);
  switch (state) {
    case 'written':
    case 'updated':
      return colours.green(text);
    case 'unchanged':
      return colours.dim(text);
    case 'kept':
    case 'removed':
      return colours.yellow(text);
    default:
      return assertNever(state);
  }
}
