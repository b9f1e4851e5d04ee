using Microsoft.OpenApi;

namespace ActorPipeline.Node.Api;

/// <summary>Describes query parameters that a handler reads itself.</summary>
internal static class OpenApiQuery
{
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder route, params (string Name, string Description)[] parameters) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            foreach (var (name, description) in parameters)
            {
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = name,
                    In = ParameterLocation.Query,
                    Description = description,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                });
            }

            return Task.CompletedTask;
        });
}
