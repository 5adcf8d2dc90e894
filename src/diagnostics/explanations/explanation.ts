// What `hero explain CODE` says of a problem: why it is one, an example that has it, and one that is right.

/** A text, or what is typed, that can be tried as it stands. Tests do. */
export interface Example {
  /** A whole script: example.hero. */
  script?: string;
  /** Further files beside it, by name. */
  files?: Record<string, string>;
  /** Lines for a shell in the folder of the files; `hero check example.hero` when absent. */
  shell?: string;
}

/** What cannot be shown in a few lines, as a server that is set up in some way. Tests make it too. */
export interface Situation {
  situation: string;
}

export interface Explanation {
  /** Sentences: what is meant, and why it matters. */
  cause: string;
  bad: Example | Situation;
  good: Example | Situation;
}
