import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Console } from '../console.ts';
import { runProgram } from './run-program.ts';

/** The commands that only look, and which lines of what they print are worth showing here. */
const LOOKS: readonly {
  readonly args: readonly string[];
  readonly shown: (lines: readonly string[]) => readonly string[];
}[] = [
  { args: ['policy', 'test'], shown: (lines) => lines },
  { args: ['plan', '--pr', '2'], shown: withoutChecks },
  { args: ['replay'], shown: (lines) => lines },
];

/** Runs what an organisation, a reviewer and an auditor would ask next. Returns whether every command ended well. */
export async function lookAround(clone: string, world: Sandbox, { out, colours }: Console): Promise<boolean> {
  let well = true;
  for (const { args, shown } of LOOKS) {
    const { exitCode, stdout, stderr } = await runProgram(args, clone, world.env);
    well &&= exitCode === 0;
    out(`\n${colours.bold(`reinstate ${args.join(' ')}`)}\n`);
    for (const line of shown(`${stdout}${stderr}`.trimEnd().split('\n'))) out(`  ${line}\n`);
  }
  return well;
}

/** A plan without its long lists of predicates and evidence. */
function withoutChecks(lines: readonly string[]): readonly string[] {
  const from = lines.findIndex((line) => line.startsWith('├─ predicates'));
  const to = lines.findIndex((line) => line.startsWith('├─ missing'));
  return from === -1 || to === -1 ? lines : [...lines.slice(0, from), '…', ...lines.slice(to)];
}
