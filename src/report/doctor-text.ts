import type { Finding } from '../diagnosis/finding.ts';
import type { Colours } from './colours.ts';
import { plainText } from './text-safety.ts';

/** Findings by what they concern, the repository first, each with what mends it on the line below. */
export function renderDoctor(findings: readonly Finding[], colours: Colours): string {
  const groups = Map.groupBy(findings, ({ tenant }) => tenant);
  const sections = [...groups].map(([tenant, group]) => {
    const title = tenant === null ? 'repository' : `tenant ${plainText(tenant)}`;
    return [colours.bold(title), ...group.flatMap((finding) => lines(finding, colours))].join('\n');
  });
  return `${[...sections, summary(findings)].join('\n\n')}\n`;
}

function lines({ status, check, message, remedy }: Finding, colours: Colours): readonly string[] {
  const marks = { ok: colours.green('✓'), problem: colours.red('✗'), unknown: colours.yellow('?') } as const;
  const found = `  ${marks[status]} ${plainText(check)}: ${plainText(message)}`;
  return remedy === null ? [found] : [found, `    ${colours.bold(plainText(remedy))}`];
}

function summary(findings: readonly Finding[]): string {
  const count = (status: Finding['status']): number => findings.filter((finding) => finding.status === status).length;
  return `${count('ok')} ok, ${count('problem')} to mend, ${count('unknown')} unknown`;
}
