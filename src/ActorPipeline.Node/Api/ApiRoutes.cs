using ActorPipeline.Node.Serving;
using ActorPipeline.Node.Sql;
using Microsoft.OpenApi;

namespace ActorPipeline.Node.Api;

/// <summary>The routes programs and the dashboard read from.</summary>
internal static class ApiRoutes
{
    public static void Map(IEndpointRouteBuilder routes, RowHandlers rows, SqlAnswers sql)
    {
        var api = routes.MapGroup("/api").WithTags("views").ProducesProblem(StatusCodes.Status429TooManyRequests);
        api.MapGet("/pipelines", (Delegate)((HttpContext context) => rows.PipelinesAsync(context)))
            .WithSummary("The node's pipelines and their views")
            .Produces(StatusCodes.Status200OK, contentType: "application/json");
        api.MapGet("/pipelines/{pipeline}/status", (HttpContext context, string pipeline) => rows.StatusAsync(context, pipeline))
            .WithSummary("A pipeline's counters, watermark and lag")
            .WithDescription("accepted = applied + late + dead_letter + duplicate, always.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/pipelines/{pipeline}/views/{view}/rows", (HttpContext context, string pipeline, string view) => rows.RowsAsync(context, pipeline, view))
            .WithSummary("Rows of a view")
            .WithDescription("key.NAME and by.NAME filter; see the parameters. A result of exactly `limit` rows may be cut.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json", additionalContentTypes: ["text/csv", "application/x-ndjson"])
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithQuery(("from", "Windows that start at or after this time"), ("to", "Windows that start before this time"))
            .WithQuery(("last", "Only the latest so many windows"), ("top", "Per window only so many rows"), ("order", "The column `top` goes by"))
            .WithQuery(("limit", "The largest number of rows"), ("open", "true: also windows that still count"), ("layer", "speed, batch, open or merged"))
            .WithQuery(("format", "json, csv or ndjson; else the Accept header decides"));
        api.MapGet("/pipelines/{pipeline}/views/{view}/keys", (HttpContext context, string pipeline, string view) => rows.KeysAsync(context, pipeline, view))
            .WithSummary("Keys of a view")
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithQuery(("prefix", "What a part of the key begins with"), ("limit", "The largest number of keys"));
        SqlRoutes.Map(api, sql);
    }

    // Describes query parameters that a handler reads itself.
    private static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder route, params (string Name, string Description)[] parameters) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            var schema = new OpenApiSchema { Type = JsonSchemaType.String };
            operation.Parameters = [.. operation.Parameters ?? [], .. parameters.Select(one =>
                new OpenApiParameter { Name = one.Name, In = ParameterLocation.Query, Description = one.Description, Schema = schema })];
            return Task.CompletedTask;
        });
}
