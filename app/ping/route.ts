import { engineRoute } from "../engine-host.ts";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export const GET = engineRoute;
