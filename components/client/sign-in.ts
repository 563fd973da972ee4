import { askServer, ServerError } from "./ask-server.ts";

type Listener = () => void;

/** What the server said to a token. */
export type SignInAnswer = "signed-in" | "wrong-token" | "unreachable";

/**
 * The one question for the server's token, whoever of the page's requests needs it first. A server beyond loopback asks for
 * it once; then the browser holds a cookie that no script sees.
 */
class SignIn {
  readonly #listeners = new Set<Listener>();
  #settle: ((isSignedIn: boolean) => void) | null = null;
  #answer: Promise<boolean> | null = null;
  #wasDeclined = false;

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly isAsked = (): boolean => this.#settle !== null;

  /** Resolves to whether the person signed in. Once declined, what the page asks by itself does not ask again. */
  ask(): Promise<boolean> {
    if (this.#answer !== null) return this.#answer;
    if (this.#wasDeclined) return Promise.resolve(false);
    this.#answer = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#changed();
    return this.#answer;
  }

  /** The person does something that needs the server, and may have changed their mind. */
  mayAskAgain(): void {
    this.#wasDeclined = false;
  }

  decline(): void {
    this.#end(false);
  }

  /** Gives the server the token for a cookie. */
  async send(token: string): Promise<SignInAnswer> {
    // Nothing else can stand in a header.
    if (!/^[\x20-\x7e]+$/.test(token)) return "wrong-token";
    try {
      await askServer("POST", "/api/session", undefined, undefined, { Authorization: `Bearer ${token}` });
    } catch (error) {
      return error instanceof ServerError && error.status === 401 ? "wrong-token" : "unreachable";
    }
    this.#end(true);
    return "signed-in";
  }

  #end(isSignedIn: boolean): void {
    this.#wasDeclined = !isSignedIn;
    const settle = this.#settle;
    this.#settle = null;
    this.#answer = null;
    settle?.(isSignedIn);
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

export const signIn = new SignIn();
