import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createTerminalPrompter } from '../../src/commands/terminal-prompter.ts';
import { ConfigurationError } from '../../src/support/errors.ts';

function terminal() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  return { input, prompter: createTerminalPrompter(input, output), shown: () => String(output.read() ?? '') };
}

describe('a person at a terminal', () => {
  it('is asked one question after the other, and answers without the blanks around it', async () => {
    const { input, prompter, shown } = terminal();
    prompter.say('::add-mask::x\u202e');
    const first = prompter.ask('Which ticket?');
    input.write('  INC1 \n');
    expect(await first).toBe('INC1');
    const second = prompter.ask('Who?');
    input.write('\n');
    expect(await second).toBe('');
    prompter.close();
    expect(shown()).toMatch(/: :add-mask: :x<U\+202E>\n[^]*Which ticket\? [^]*Who\? /u);
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('leaves with %s, and is not asked again', async (_, key) => {
    const { input, prompter } = terminal();
    const asked = prompter.ask('Who?');
    input.write(key);
    await expect(asked).rejects.toBeInstanceOf(ConfigurationError);
    await expect(prompter.ask('When?')).rejects.toThrow('nobody answers');
    prompter.close();
  });

  it('is gone when the input ends', async () => {
    const { input, prompter } = terminal();
    const asked = prompter.ask('Who?');
    input.end();
    await expect(asked).rejects.toThrow('nothing was written');
  });
});
