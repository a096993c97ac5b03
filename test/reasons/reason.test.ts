import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectorReason, figuresIn, senderReason } from '../../src/reasons/reason.ts';

describe('a reason', () => {
  it.each([
    ['OutboundSpamLast24Hours=97;OutboundMailLast24Hours=120', 'outboundSpam'],
    ['OutboundSpamPercent:80', 'outboundSpam'],
    [' outboundspampercent = 80 ; ', 'outboundSpam'],
    ['Last Spam Message MessagetraceId:1-2', 'outboundSpam'],
    ['EmailSendingLimitExceeded;InternalRecipientCountToday=1', 'recipientLimit'],
    ['ExceedingLimitType:Internal', 'recipientLimit'],
    ['RecipientRateLimitExceeded', 'recipientLimit'],
    ['EmailSendingLimitExceeded;OutboundSpamPercent=99', 'outboundSpam'],
    ['Last MessagetraceId=1-2', 'other'],
    ['AS:42004;CIP=192.0.2.1', 'other'],
    ['note=OutboundSpamPercent=1', 'other'],
    ['Something new', 'other'],
    ['', 'other'],
  ])('%s is %s, and kept as it is', (raw, kind) => {
    expect(senderReason(raw)).toEqual({ kind, raw });
  });

  it.each<[string, string, object]>([
    [
      'spam, with both delimiters and spaces in a key',
      'OutboundSpamLast24Hours=97;OutboundMailLast24Hours:120;OutboundSpamPercent=80;Last Spam Message MessagetraceId:1-2',
      { spamLast24Hours: 97, mailLast24Hours: 120, spamPercent: 80, messageTraceId: '1-2', rest: [] },
    ],
    [
      'a limit, with a bare word and a semicolon at the end',
      'EmailSendingLimitExceeded;InternalRecipientCountToday=12;ExternalRecipientCountToday=10001;' +
        'ExceedingLimitType=External;Last MessagetraceId=3-4;LastMessageRcptCount=500;',
      {
        internalRecipientsToday: 12,
        externalRecipientsToday: 10_001,
        exceededLimit: 'External',
        messageTraceId: '3-4',
        lastMessageRecipients: 500,
        rest: [{ key: 'EmailSendingLimitExceeded' }],
      },
    ],
    [
      'the spelling of the audit log',
      'RecipientRateLimitExceeded;RecipientCountLast24Hours:10200;RcptRateLimit:10000;CIP=192.0.2.1;AS:42004',
      {
        recipientsLast24Hours: 10_200,
        recipientRateLimit: 10_000,
        rest: [
          { key: 'RecipientRateLimitExceeded' },
          { key: 'CIP', value: '192.0.2.1' },
          { key: 'AS', value: '42004' },
        ],
      },
    ],
    ['any case and any blanks', ' outboundSPAMpercent \t=  80.5 ', { spamPercent: 80.5, rest: [] }],
    ['more blanks inside a key', 'Last  Message   MessagetraceId:1', { messageTraceId: '1', rest: [] }],
    ['a value with delimiters of its own', 'CIP=2001:db8::1', { rest: [{ key: 'CIP', value: '2001:db8::1' }] }],
    [
      'the first delimiter alone ends a key',
      'A:B=C;D=E:F',
      {
        rest: [
          { key: 'A', value: 'B=C' },
          { key: 'D', value: 'E:F' },
        ],
      },
    ],
    [
      'no key',
      '=5; : ',
      {
        rest: [
          { key: '', value: '5' },
          { key: '', value: '' },
        ],
      },
    ],
    ['nothing', ' ; ;; ', { rest: [] }],
    ['an exceeded limit nobody has seen yet', 'ExceedingLimitType=Hourly', { exceededLimit: 'Hourly', rest: [] }],
  ])('is read where it has %s', (_, raw, figures) => {
    expect(figuresIn(raw)).toEqual(figures);
  });

  it.each(['', 'many', '-3', '+3', '1e3', '0x10', '1,000', '12 %', 'NaN', 'Infinity', '１２', '1234567890123456'])(
    'has no figure where %j stands for a number, and keeps the text',
    (value) => {
      expect(figuresIn(`OutboundSpamPercent=${value}`)).toEqual({ rest: [{ key: 'OutboundSpamPercent', value }] });
    },
  );

  it('takes the first figure of a key that comes twice, and does not drop the second', () => {
    expect(figuresIn('OutboundSpamPercent=1;OutboundSpamPercent=99')).toEqual({
      spamPercent: 1,
      rest: [{ key: 'OutboundSpamPercent', value: '99' }],
    });
  });

  it('may hold any key there is a word for in JavaScript', () => {
    const raw = '__proto__=1;constructor=2;toString';
    expect(senderReason(raw)).toEqual({ kind: 'other', raw });
    expect(figuresIn(raw)).toEqual({
      rest: [{ key: '__proto__', value: '1' }, { key: 'constructor', value: '2' }, { key: 'toString' }],
    });
  });

  it('is of one kind for a connector, whatever it says', () => {
    expect(connectorReason('OutboundSpamPercent=80;relay')).toEqual({
      kind: 'connector',
      raw: 'OutboundSpamPercent=80;relay',
    });
  });

  it('never fails, loses no text, and makes no number of what is none', () => {
    const known = ['OutboundSpamPercent=', 'LastMessageRcptCount:', 'ExceedingLimitType=', '=', ':', '12', '\u202E'];
    const token = oneof(string({ unit: 'binary' }), constantFrom(...known));
    assert(
      property(array(token), (tokens) => {
        const raw = tokens.join(';');
        expect(senderReason(raw).raw).toBe(raw);
        const { rest, ...read } = figuresIn(raw);
        const parts = raw.split(';').filter((part) => part.trim() !== '');
        expect(rest.length + Object.keys(read).length).toBe(parts.length);
        expect(Object.values(read).filter((value) => typeof value === 'number' && !Number.isFinite(value))).toEqual([]);
      }),
    );
  });
});
