import type { Notice } from '../records/drift.ts';
import { noticeText } from './notice-text.ts';

/**
 * A notice as a message for a Teams channel's Workflows webhook: an Adaptive Card over the channel's whole width. Foreign
 * words stand in text runs, in which Teams reads no Markdown (Adaptive Cards documentation, "TextRun").
 */
export function teamsMessage(notice: Notice, link: string | null): object {
  const { title, style, facts } = noticeText(notice);
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      {
        type: 'Container',
        style,
        bleed: true,
        items: [{ type: 'TextBlock', text: title, size: 'Medium', weight: 'Bolder', wrap: true }],
      },
      ...facts.map(([label, value]) => ({
        type: 'RichTextBlock',
        inlines: [
          { type: 'TextRun', text: `${label}: `, weight: 'Bolder' },
          { type: 'TextRun', text: value },
        ],
      })),
    ],
    actions: link === null ? [] : [{ type: 'Action.OpenUrl', title: 'Open the pull request', url: link }],
  };
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content };
  return { type: 'message', attachments: [attachment] };
}
