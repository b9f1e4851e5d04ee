#!/usr/bin/env pwsh
# Runs the operators' command line from a checkout; builds it when there is no build, or an older one.
$project = Join-Path $PSScriptRoot 'src/ActorPipeline.Pbm'
$tool = Join-Path $project 'bin/Release/net10.0/pbm.dll'
$built = Get-Item $tool -ErrorAction SilentlyContinue
$newest = Get-ChildItem $project -Recurse -Include '*.cs', '*.csproj' | Where-Object { $_.FullName -notmatch '[\\/](bin|obj)[\\/]' } |
    Sort-Object LastWriteTime | Select-Object -Last 1
if (-not $built -or $newest.LastWriteTime -gt $built.LastWriteTime) {
    [Console]::Error.WriteLine('building pbm ...')
    dotnet build $project -c Release -v quiet --nologo -clp:ErrorsOnly | ForEach-Object { [Console]::Error.WriteLine($_) }
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
    (Get-Item $tool).LastWriteTime = Get-Date
}
if ($MyInvocation.ExpectingInput) { $input | dotnet $tool @args } else { dotnet $tool @args }
exit $LASTEXITCODE
