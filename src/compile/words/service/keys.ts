/** The fixed words of the service's own pages. `{title}` is the newsroom's, `{date}` a day. */
export interface ServiceWords {
  // subscribing
  readonly subscribeText: string;
  readonly chooseLetters: string;
  readonly chooseTopics: string;
  readonly topicsHint: string;
  readonly runningStories: string;
  readonly leaveEmpty: string;
  readonly emailInvalid: string;
  readonly subscribeClosed: string;
  readonly askedTitle: string;
  readonly askedText: string;

  // confirming
  readonly confirmTitle: string;
  readonly confirmText: string;
  readonly confirmedTitle: string;
  readonly confirmedText: string;
  readonly linkExpiredTitle: string;
  readonly linkExpiredText: string;
  readonly linkUnknownTitle: string;
  readonly linkUnknownText: string;

  // leaving
  readonly unsubscribeText: string;
  readonly unsubscribeButton: string;
  readonly unsubscribedTitle: string;
  readonly unsubscribedText: string;

  // preferences
  readonly preferencesFor: string;
  readonly preferencesLeft: string;
  readonly preferencesStopped: string;
  readonly save: string;
  readonly saved: string;
  readonly pauseTitle: string;
  readonly pauseButton: string;
  readonly pause1: string;
  readonly pause4: string;
  readonly pause13: string;
  readonly pausedUntil: string;
  readonly resumeButton: string;
  readonly moveTitle: string;
  readonly moveText: string;
  readonly newEmail: string;
  readonly moveAskButton: string;
  readonly moveAskedText: string;
  readonly moveConfirmText: string;
  readonly moveTakenText: string;
  readonly movedTitle: string;
  readonly movedText: string;
  readonly dataTitle: string;
  readonly dataText: string;
  readonly dataButton: string;
  readonly eraseTitle: string;
  readonly eraseText: string;
  readonly eraseSure: string;
  readonly eraseNotSure: string;
  readonly eraseButton: string;
  readonly erasedTitle: string;
  readonly erasedText: string;
  readonly freshLinkText: string;
  readonly freshLinkButton: string;
  readonly freshLinkTitle: string;
  readonly freshLinkSentText: string;

  // trouble
  readonly busyTitle: string;
  readonly busyText: string;
}
