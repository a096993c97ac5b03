import type { Progress } from '../ports/progress.ts';
import { commandMessage, plainText } from '../report/text-safety.ts';

/** Tells a step's log what is happening; warnings also stand on the run's page. */
export function createStepProgress(write: (text: string) => void): Progress {
  return {
    step: (text) => write(`${plainText(text)}\n`),
    warn: (text) => write(annotation('warning', text)),
  };
}

/** A workflow command that puts a text, of one line or several, on the run's page. */
export function annotation(level: 'error' | 'warning', text: string): string {
  const lines = text.trim().split('\n').map(plainText);
  return `::${level}::${commandMessage(lines.join('\n'))}\n`;
}
