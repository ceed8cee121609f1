/** Requests that the server is answering: work in the background gives way to them. */
export interface Traffic {
  /** How many are under way now. */
  underWay(): number;
  /** How long (ms) there has been none; 0 while one is under way. */
  quietFor(): number;
}
