import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../../scripts/install.mjs";
import { ensureProgram } from "../../../scripts/system.mjs";

/** The newest version whose dependencies are all on Maven Central. */
const KAFKA = "4.3.1";

const project = (): string => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tilescope</groupId>
  <artifactId>kafka-broker</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${KAFKA}</version>
    </dependency>
  </dependencies>
</project>
`;

/** Folder with the broker's jars, fetched from Maven Central the first time (44 MB). */
export function kafkaJars(): string {
  const cache = join(root, "node_modules", ".cache", "tilescope");
  const jars = join(cache, `kafka-${KAFKA}`);
  if (existsSync(jars)) return jars;
  const maven = ensureProgram(["mvn"], ["maven"]);
  console.log(`Fetching the jars of Kafka ${KAFKA} from Maven Central…`);
  const build = mkdtempSync(join(tmpdir(), "tilescope-kafka-jars-"));
  try {
    writeFileSync(join(build, "pom.xml"), project());
    const fetched = join(build, "jars");
    execFileSync(
      maven,
      ["-q", "-B", "dependency:copy-dependencies", `-DoutputDirectory=${fetched}`, "-DincludeScope=runtime"],
      { cwd: build, stdio: ["ignore", "ignore", "inherit"] },
    );
    mkdirSync(cache, { recursive: true });
    // Beside the target first: whoever fetches at the same time sees all jars or none.
    const whole = mkdtempSync(`${jars}-`);
    cpSync(fetched, whole, { recursive: true });
    try {
      renameSync(whole, jars);
    } catch (error) {
      rmSync(whole, { recursive: true, force: true });
      if (!existsSync(jars)) throw error;
    }
    return jars;
  } finally {
    rmSync(build, { recursive: true, force: true });
  }
}
