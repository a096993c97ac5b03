import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const EXPORT = /^export (?:async )?(?:function\*?|const|interface|type|class|abstract class) /u;

function undocumented(source: string): readonly string[] {
  const lines = source.split('\n');
  return lines.filter((line, index) => EXPORT.test(line) && !(lines[index - 1] ?? '').trimEnd().endsWith('*/'));
}

describe('every exported name', () => {
  it('says what it promises', () => {
    const files = globSync('src/**/*.ts').filter((file) => !file.startsWith('src/generated/'));
    const silent = files.flatMap((file) => undocumented(readFileSync(file, 'utf8')).map((line) => `${file}: ${line}`));
    expect(files.length).toBeGreaterThan(100);
    expect(silent).toEqual([]);
  });

  it('is looked at by a check that can fail', () => {
    expect(undocumented('export const a = 1;\n')).toEqual(['export const a = 1;']);
    expect(undocumented('/** Said. */\nexport const a = 1;\n')).toEqual([]);
  });
});
