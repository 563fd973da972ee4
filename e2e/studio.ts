import { expect, type Locator, type Page } from "@playwright/test";

/** The studio as a person uses it: by the names on the screen. */
export class Studio {
  readonly page: Page;
  readonly errors: string[] = [];

  readonly #url: string;

  /** `url`: of a studio that is not the one all tests share. */
  constructor(page: Page, url = "") {
    this.page = page;
    this.#url = url;
    page.on("pageerror", (error) => this.errors.push(error.message));
  }

  /** Opens the page and one of its notebooks. */
  async open(notebook = "ice-cream"): Promise<void> {
    await this.page.goto(`${this.#url}/`);
    await expect(this.page.getByRole("heading", { level: 1, name: "ice-cream.notebook.ts" })).toBeVisible();
    if (notebook !== "ice-cream") {
      await this.page.getByRole("region", { name: "Notebooks" }).getByRole("button", { name: notebook }).click();
      await expect(this.page.getByRole("heading", { level: 1, name: `${notebook}.notebook.ts` })).toBeVisible();
    }
  }

  cell(name: string): Locator {
    return this.page.getByRole("article", { name: new RegExp(`^${name},`) });
  }

  /** Runs every cell and waits until each is up to date or failed. */
  async runAll(): Promise<void> {
    await this.page.getByRole("button", { name: /^Run all/ }).click();
    const cells = this.page.getByRole("region", { name: "Outline" }).getByRole("button");
    const settled = this.page
      .getByRole("region", { name: "Outline" })
      .getByRole("button", { name: /^(up to date|failed)/ });
    await expect(async () => expect(await settled.count()).toBe(await cells.count())).toPass({ timeout: 60_000 });
  }

  get clock(): Locator {
    return this.page.getByRole("slider", { name: "Clock time" });
  }

  get inspector(): Locator {
    return this.page.getByRole("complementary", { name: "Inspector" });
  }

  /** Numbers of the left side: `{events: 4800, …}`. */
  async tables(): Promise<Record<string, number>> {
    const text = await this.page.getByRole("region", { name: "Tables" }).innerText();
    const lines = text.split("\n").slice(1);
    const numbers: Record<string, number> = {};
    for (let i = 0; i + 1 < lines.length; i += 2)
      numbers[lines[i] ?? ""] = Number((lines[i + 1] ?? "").replaceAll(",", ""));
    return numbers;
  }

  /** Rows of the compare table of a cell: feature -> the texts of its cells. */
  async comparison(cell: string): Promise<Record<string, string[]>> {
    const rows = this.cell(cell).getByRole("table").first().getByRole("row");
    const result: Record<string, string[]> = {};
    for (const row of await rows.all()) {
      const header = row.getByRole("rowheader");
      if ((await header.count()) === 0) continue;
      result[await header.innerText()] = await row.getByRole("cell").allInnerTexts();
    }
    return result;
  }
}

/** Opens a notebook from text, as a person who drops a file would. */
export async function openText(page: Page, text: string): Promise<Studio> {
  const studio = new Studio(page);
  await studio.open();
  await page.evaluate((source) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([source], "mine.notebook.ts", { type: "text/plain" }));
    const target = document.querySelector("main") ?? document.body;
    target.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }, text);
  await expect(page.getByRole("heading", { level: 1, name: "mine.notebook.ts" })).toBeVisible();
  return studio;
}
