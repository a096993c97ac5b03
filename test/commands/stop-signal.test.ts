import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { exitCodeOfError } from '../../src/commands/exit-code.ts';
import { createStopSignal } from '../../src/commands/stop-signal.ts';

class SignalledProcess extends EventEmitter {
  readonly ended: number[] = [];

  exit(code: number): void {
    this.ended.push(code);
  }
}

function listening() {
  const process = new SignalledProcess();
  const warnings: string[] = [];
  const progress = { step: () => undefined, warn: (text: string) => void warnings.push(text) };
  return { process, warnings, stop: createStopSignal(process, progress) };
}

describe('a process that heeds signals', () => {
  it.each(['SIGINT', 'SIGTERM'])('is told to stop by %s, and says so', (signal) => {
    const { process, warnings, stop } = listening();
    expect(stop.aborted).toBe(false);
    process.emit(signal);
    expect(stop.reason).toMatchObject({ message: `stopped by ${signal}` });
    expect(exitCodeOfError(stop.reason)).toBe(3);
    expect(warnings).toEqual([`${signal}: stopping where nothing is lost; once more ends it at once`]);
    expect(process.ended).toEqual([]);
  });

  it.each([
    [['SIGINT', 'SIGINT'], 1],
    [['SIGTERM', 'SIGTERM'], 1],
    [['SIGTERM', 'SIGINT'], 1],
    [['SIGINT', 'SIGTERM'], 0],
    [['SIGINT', 'SIGTERM', 'SIGTERM'], 1],
    [['SIGINT', 'SIGTERM', 'SIGINT'], 1],
  ])('after %j was ended at once %i times', (signals, times) => {
    const { process, warnings } = listening();
    for (const signal of signals) process.emit(signal);
    expect(process.ended).toEqual(Array.from({ length: times }, () => 3));
    expect(warnings).toHaveLength(1);
  });
});
